import { date, type CalendarDate } from '#libs/kernel/calendar-date.js';
import { isKnownOn, PART, type SampleHolder, type SampleHolders } from '../basis/enterprises.js';
import { paper } from '../basis/papers.js';
import { at, chanceFor, type Chance } from '../basis/random.js';
import type { DatedStep } from '../step.js';

interface Batch {
  readonly name: string;
  readonly announcedOn: string;
  readonly recordedOn: string;
  readonly entries: number;
}

/** Every year starts from nothing; the window opens in summer and closes in October. */
const YEARS: readonly { readonly year: number; readonly batches: readonly Batch[] }[] = [
  {
    year: 2020,
    batches: [
      { name: '第二批', announcedOn: '2020-05-22', recordedOn: '2020-05-27', entries: 31 },
      { name: '第四批', announcedOn: '2020-07-24', recordedOn: '2020-07-29', entries: 37 },
      { name: '第六批', announcedOn: '2020-09-18', recordedOn: '2020-09-23', entries: 29 },
      { name: '第八批', announcedOn: '2020-10-30', recordedOn: '2020-11-04', entries: 21 },
    ],
  },
  {
    year: 2021,
    batches: [
      { name: '第三批', announcedOn: '2021-06-25', recordedOn: '2021-06-30', entries: 52 },
      { name: '第五批', announcedOn: '2021-08-20', recordedOn: '2021-08-25', entries: 71 },
      { name: '第七批', announcedOn: '2021-10-22', recordedOn: '2021-10-27', entries: 53 },
    ],
  },
  {
    year: 2022,
    batches: [
      { name: '第二批', announcedOn: '2022-06-17', recordedOn: '2022-06-22', entries: 48 },
      { name: '第四批', announcedOn: '2022-08-12', recordedOn: '2022-08-17', entries: 86 },
      { name: '第五批', announcedOn: '2022-09-23', recordedOn: '2022-09-28', entries: 79 },
      { name: '第七批', announcedOn: '2022-11-04', recordedOn: '2022-11-09', entries: 45 },
    ],
  },
  {
    year: 2023,
    batches: [
      { name: '第一批', announcedOn: '2023-07-14', recordedOn: '2023-07-19', entries: 74 },
      { name: '第二批', announcedOn: '2023-08-11', recordedOn: '2023-08-16', entries: 84 },
      { name: '第三批', announcedOn: '2023-09-08', recordedOn: '2023-09-13', entries: 97 },
      { name: '第四批', announcedOn: '2023-10-13', recordedOn: '2023-10-18', entries: 76 },
      // Announced in October, on the officer's desk in December.
      { name: '第五批', announcedOn: '2023-10-27', recordedOn: '2023-12-06', entries: 13 },
    ],
  },
];

/** The largest firms are over the 2 亿 of sales or the 500 people and cannot enter. */
const TOO_LARGE = 14;
/** Neighbouring firms that enter, beside the county's. */
const NEIGHBOURS_PER_BATCH = 3;

export function entryRef(holder: SampleHolder, year: number): string {
  return `sci-tech-sme:${year}:${holder.creditCode}`;
}

/** Entries of 2020–2023, some of which were revoked, and one firm that was listed twice. */
export function sciTechSmeSteps(holders: SampleHolders): DatedStep[] {
  const chance = chanceFor('sci-tech-smes');
  const years = YEARS.map(({ year, batches }) => entriesOf(year, batches, holders, chance));
  return [...years.flat(), ...revocations(years)];
}

function entriesOf(
  year: number,
  batches: readonly Batch[],
  holders: SampleHolders,
  chance: Chance,
): DatedStep[] {
  const waiting = candidates(year, holders.firms, batches, chance);
  const neighbours = [...holders.neighbours.slice(8)];
  const entered: SampleHolder[] = [];
  return batches.flatMap((batch) => {
    const on = date(batch.recordedOn);
    const ours = take(waiting, batch.entries, on);
    const near = year < 2022 ? [] : take(neighbours, NEIGHBOURS_PER_BATCH, on);
    const again = year === 2023 && batch.name === '第三批' ? [at(entered, 5)] : [];
    return [...ours, ...near, ...again].map((holder) => {
      const ref = entryRef(holder, year) + (entered.includes(holder) ? ':again' : '');
      const serial = 900_000 + entered.push(holder);
      const directPass = isDirect(holder, holders);
      const number = entryNumber(year, holder, serial, directPass);
      return entry(year, batch, holder, { number, ref, directPass, score: chance.between(61, 96) });
    });
  });
}

/** Year, division, flags, serial: 18 characters, but for one of 2021 that was copied badly. */
function entryNumber(year: number, holder: SampleHolder, serial: number, direct: boolean): string {
  const badlyCopied = year === 2021 && serial === 900_008;
  const flags = badlyCopied ? '' : direct ? 'B0' : 'A0';
  return `${year}${holder.body.regionCode}${flags}${serial}`;
}

/** Firms in the order they hand in their papers: the stronger mostly earlier. */
function candidates(
  year: number,
  firms: readonly SampleHolder[],
  batches: readonly Batch[],
  chance: Chance,
): SampleHolder[] {
  const gone = new Set<number>([PART.inEnclave, PART.movedOut, ...PART.deregistered]);
  const wanted = batches.reduce((sum, b) => sum + b.entries, 0);
  const eligible = firms.filter((_, rank) => rank >= TOO_LARGE && !gone.has(rank));
  const lastDay = date(`${year}-09-01`);
  return eligible
    .filter((firm) => isKnownOn(firm, lastDay))
    .map((firm, place) => ({ firm, turn: place + chance.between(0, 260) }))
    .sort((a, b) => a.turn - b.turn)
    .slice(0, wanted + 20)
    .map(({ firm }) => firm);
}

function take(waiting: SampleHolder[], count: number, on: CalendarDate): SampleHolder[] {
  const ready = waiting.filter((holder) => isKnownOn(holder, on)).slice(0, count);
  for (const holder of ready) waiting.splice(waiting.indexOf(holder), 1);
  return ready;
}

/** Firms with a high-tech certificate need no score. */
function isDirect(holder: SampleHolder, { firms }: SampleHolders): boolean {
  return firms.indexOf(holder) >= 0 && firms.indexOf(holder) < 34;
}

function entry(
  year: number,
  batch: Batch,
  holder: SampleHolder,
  details: { number: string; ref: string; directPass: boolean; score: number },
): DatedStep {
  const { number, ref, directPass, score } = details;
  return {
    on: date(batch.recordedOn),
    command: {
      type: 'record-recognition',
      ref,
      body: {
        kind: 'sci-tech-sme',
        creditCode: holder.creditCode,
        number,
        attributes: {
          entryYear: year,
          announcedOn: batch.announcedOn,
          batch: `${year}年${batch.name}`,
          directPass,
          ...(directPass ? {} : { score }),
        },
        source: paper(`河南省${year}年${batch.name}入库科技型中小企业名单公告`, batch.announcedOn),
      },
    },
  };
}

/** Year, place among that year's entries, recorded on, effective on, why. */
const REVOKED: readonly (readonly [number, number, string, string, string])[] = [
  [2021, 40, '2021-12-15', '2021-12-10', '企业被列入经营异常名录，撤销入库登记编号'],
  [2022, 66, '2022-12-12', '2022-12-05', '抽查发现科技人员数不符合评价指标，撤销入库登记编号'],
  [2022, 121, '2022-12-12', '2022-12-05', '研发费用填报不实，撤销入库登记编号'],
  [2023, 58, '2023-12-20', '2023-11-30', '抽查发现研发费用填报不实，撤销入库登记编号'],
  [2023, 143, '2023-12-20', '2023-11-30', '企业被列入经营异常名录，撤销入库登记编号'],
  [2023, 230, '2023-12-20', '2023-11-30', '科技人员得分为零，撤销入库登记编号'],
  // Of the next year: what was entered in 2023 stays counted.
  [2023, 301, '2024-03-19', '2024-03-15', '企业已被列入严重违法失信名单，撤销入库登记编号'],
];

function revocations(years: readonly (readonly DatedStep[])[]): DatedStep[] {
  return REVOKED.flatMap(([year, place, recordedOn, effectiveOn, reason]) => {
    const entries = years[year - 2020] ?? [];
    const { command } = at(entries, place);
    if (command.type !== 'record-recognition') return [];
    return [
      {
        on: date(recordedOn),
        command: {
          type: 'revoke-recognition' as const,
          record: command.ref,
          body: {
            effectiveOn,
            reason,
            source: paper('关于撤销部分企业科技型中小企业入库登记编号的公告', effectiveOn, 88),
          },
        },
      },
    ];
  });
}
