import { addDays, date, type CalendarDate } from '#libs/kernel/calendar-date.js';
import type { SampleHolder, SampleHolders } from '../basis/enterprises.js';
import { paper, yuan } from '../basis/papers.js';
import { chanceFor, type Chance } from '../basis/random.js';
import type { DatedStep, DeclarationBody } from '../step.js';

/** How many of the county's firms, from the strongest on, hand in their figures. */
const DECLARING = 36;

/** Years declared, and from when to when of the year after they come in. */
const YEARS: readonly (readonly [year: number, from: string, days: number])[] = [
  [2020, '2021-04-12', 40],
  [2021, '2022-04-11', 40],
  [2022, '2023-04-10', 45],
];

/** Places in `firms` whose figures of 2022 wait for an officer, or were not accepted. */
const WAITING = new Set([5, 11, 19, 27, 33]);
const REJECTED = new Set([8, 21]);
/** Declared anew after an officer had confirmed: both values stand side by side. */
const DECLARED_AGAIN = 14;

/** What a firm is like: its figures grow from year to year. */
interface Profile {
  revenue: number;
  readonly growth: number;
  readonly rdPerMille: number;
  staff: number;
  readonly scienceShare: number;
  readonly ip: number;
}

/** Yearly figures of the stronger firms, most of them confirmed the same summer. */
export function declarationSteps({ firms }: SampleHolders): DatedStep[] {
  const chance = chanceFor('declarations');
  return firms.slice(0, DECLARING).flatMap((firm, index) => {
    const profile = profileOf(index, chance);
    return YEARS.flatMap(([year, from, days]) => {
      const on = addDays(date(from), chance.between(0, days));
      const figures = figuresOf(profile, year, chance);
      const declared = declaration(firm, on, { year, figures, source: sourceOf(year, on) });
      return [declared, ...decisionSteps(firm, index, year, addDays(on, 20), figures)];
    });
  });
}

function profileOf(index: number, chance: Chance): Profile {
  const tenThousands = chance.between(900, 3_000) * (index < 10 ? 9 : index < 22 ? 4 : 1);
  return {
    revenue: tenThousands * 10_000,
    growth: chance.between(-4, 24),
    rdPerMille: chance.between(18, 68),
    staff: Math.max(8, Math.round(tenThousands / 62)),
    scienceShare: chance.between(8, 34),
    ip: chance.between(0, 14),
  };
}

function figuresOf(profile: Profile, year: number, chance: Chance): DeclarationBody['figures'] {
  profile.revenue = share(profile.revenue, 100 + profile.growth);
  profile.staff = Math.max(6, share(profile.staff, 100 + Math.trunc(profile.growth / 3)));
  const { revenue, staff, ip } = profile;
  const rd = Math.trunc((revenue * (profile.rdPerMille + chance.between(-4, 6))) / 1000);
  const highTech = share(rd, 92);
  return {
    revenue: yuan(revenue),
    'income.total': yuan(share(revenue, 102)),
    'income.highTech': yuan(share(revenue, chance.between(52, 88))),
    'costs.total': yuan(share(revenue, 91)),
    assets: yuan(share(revenue, 130)),
    netAssets: yuan(share(revenue, chance.between(56, 74))),
    'rd.expense': yuan(rd),
    'rd.superDeduction': yuan(share(rd, 86)),
    'rd.highTech': yuan(highTech),
    'rd.highTechDomestic': yuan(share(highTech, chance.between(70, 100))),
    staff,
    'staff.science': share(staff, profile.scienceShare),
    'ip.classOne': Math.trunc(ip / 5),
    'ip.classTwo': ip,
    'achievements.converted': chance.between(0, 6),
    ...(year === 2022 && chance.percent(40)
      ? { 'testing.fee': yuan(chance.between(4, 40) * 1_000) }
      : {}),
  };
}

/** What an officer made of it, three weeks later. */
function decisionSteps(
  { creditCode }: SampleHolder,
  index: number,
  year: number,
  on: CalendarDate,
  figures: DeclarationBody['figures'],
): DatedStep[] {
  const last = year === 2022;
  if (last && WAITING.has(index)) return [];
  if (last && REJECTED.has(index)) {
    const reason = '研发费用与辅助账不符，请核对后重新申报';
    const names = ['rd.expense', 'rd.superDeduction'];
    const rejected = { figures: names, reason };
    const rest = Object.keys(figures).filter((name) => !names.includes(name));
    return [
      { on, command: { type: 'reject-declaration', creditCode, year, body: rejected } },
      {
        on: addDays(on, 1),
        command: { type: 'confirm-declaration', creditCode, year, body: { figures: rest } },
      },
    ];
  }
  const confirmed: DatedStep = {
    on,
    command: { type: 'confirm-declaration', creditCode, year, body: {} },
  };
  if (!last || index !== DECLARED_AGAIN) return [confirmed];
  const staff = Number(figures['staff']) + 6;
  const later = addDays(on, 30);
  const body = { year, figures: { staff }, source: sourceOf(year, later) };
  return [confirmed, { on: later, command: { type: 'submit-declaration', creditCode, body } }];
}

function declaration(
  { creditCode }: SampleHolder,
  on: CalendarDate,
  body: DeclarationBody,
): DatedStep {
  return { on, command: { type: 'submit-declaration', creditCode, body } };
}

function sourceOf(year: number, on: CalendarDate) {
  return paper(`${year}年度财务报表与研发费用辅助账`, addDays(on, -6));
}

/** So many hundredths, in whole units. */
function share(whole: number, percent: number): number {
  return Math.trunc((whole * percent) / 100);
}
