import { addDays, date, daysBetween, type CalendarDate } from '#libs/kernel/calendar-date.js';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import type { DatedStep, RegisterEnterpriseBody } from '../step.js';
import { at, chanceFor, type Chance } from './random.js';
import {
  INDUSTRIES,
  NEIGHBOURS,
  TOWNSHIPS,
  TRADE_NAMES_FIRST,
  TRADE_NAMES_SECOND,
  type Industry,
} from './vocabulary.js';
import { workingDayFrom } from './working-days.js';

export const XIXIA = '411323';

/** An enterprise (or school, hospital, co-operative) of the sample. */
export interface SampleHolder {
  readonly body: RegisterEnterpriseBody;
  readonly creditCode: string;
  readonly name: string;
  readonly industry: Industry;
  /** Day it is entered in the ledger. */
  readonly recordedOn: CalendarDate;
}

export interface SampleHolders {
  /** The county's firms, strongest first: who holds what is told by the place in this list. */
  readonly firms: readonly SampleHolder[];
  /** Co-operatives, schools, hospitals, institutes of the county. */
  readonly others: readonly SampleHolder[];
  /** Firms of the neighbouring counties and Nanyang's districts. */
  readonly neighbours: readonly SampleHolder[];
}

/** Places in `firms` of those that have a part to play (see docs/explanation/sample-county.md). */
export const PART = {
  renamedKnownLate: 12,
  renamed: 23,
  cancelledLate: 24,
  movedOut: 25,
  misreadYear: 29,
  cancelledInItsYear: 30,
  rightHolder: 35,
  movedInFromHubei: 41,
  movedWithin: 50,
  renamedSme: 60,
  namesake: 90,
  deregistered: [180, 262, 331],
  inEnclave: 140,
} as const;

const THERE_FROM_THE_START = new Set<number>([PART.namesake, ...PART.deregistered]);
const FIRMS = 400;
const NEIGHBOUR_FIRMS = 26;
const FIRST_LOAD = date('2020-01-08');

/** Every holder of the sample; the same on every call. */
export function sampleHolders(): SampleHolders {
  const chance = chanceFor('enterprises');
  const names = tradeNames(chance);
  const firms = Array.from({ length: FIRMS }, (_, rank) => firm(rank, names, chance));
  return {
    firms,
    others: otherHolders(chance),
    neighbours: Array.from({ length: NEIGHBOUR_FIRMS }, (_, i) =>
      neighbour(i, at(names, FIRMS + i), chance),
    ),
  };
}

/** The registrations, as steps. */
export function registrationSteps(holders: SampleHolders): DatedStep[] {
  return [...holders.firms, ...holders.others, ...holders.neighbours].map((holder) => ({
    on: holder.recordedOn,
    rank: 0,
    command: { type: 'register-enterprise', body: holder.body },
  }));
}

function tradeNames(chance: Chance): string[] {
  const pairs = TRADE_NAMES_FIRST.flatMap((a) => TRADE_NAMES_SECOND.map((b) => a + b));
  return chance.shuffled(pairs);
}

function firm(rank: number, names: readonly string[], chance: Chance): SampleHolder {
  const industry = chance.weighted(INDUSTRIES.map((i) => [i, i.weight] as const));
  const recordedOn = firmRecordedOn(rank, chance);
  const township = chance.weighted(TOWNSHIPS);
  const enclave = rank === PART.inEnclave;
  const townshipKnown = !enclave && !chance.percent(4);
  return holder(industry, recordedOn, {
    creditCode: completeCreditCode(`91${XIXIA}MAXY${String(rank + 1).padStart(4, '0')}`),
    name: firmName(rank, names, industry, chance),
    regionCode: enclave ? '411303' : XIXIA,
    ...(enclave ? { statisticalRegionCode: XIXIA } : {}),
    ...(townshipKnown ? { townshipCode: township.code } : {}),
    ...(chance.percent(4) ? {} : { industryCode: industry.code }),
    entityType: 'enterprise',
    registeredOn: firmRegisteredOn(rank, recordedOn, chance),
  });
}

function firmName(
  rank: number,
  names: readonly string[],
  industry: Industry,
  chance: Chance,
): string {
  const trade = chance.pick(industry.trades);
  const place = chance.weighted([
    ['西峡县', 6],
    ['河南', rank < 60 ? 4 : 1],
    ['南阳', 2],
  ] as const);
  const form = rank < 24 && chance.percent(35) ? '股份有限公司' : '有限公司';
  if (rank === PART.namesake) return `西峡县${at(names, PART.rightHolder)}商贸有限公司（样例）`;
  return `${place}${at(names, rank)}${trade}${form}（样例）`;
}

/** Most are there from the first load of January 2020; the others come as they are founded. */
function firmRecordedOn(rank: number, chance: Chance): CalendarDate {
  const load = workingDayFrom(addDays(FIRST_LOAD, chance.between(0, 8)));
  const later = addDays(date('2020-03-02'), chance.between(0, 1180));
  const comesLater = rank > 70 && !THERE_FROM_THE_START.has(rank) && chance.percent(34);
  if (rank === PART.movedInFromHubei) return date('2023-08-21');
  return comesLater ? workingDayFrom(later) : load;
}

function firmRegisteredOn(rank: number, recordedOn: CalendarDate, chance: Chance): CalendarDate {
  const yearsOld = rank < 45 ? chance.between(6, 17) : chance.between(0, 12);
  const wasThere = recordedOn < date('2020-02-01') || rank === PART.movedInFromHubei;
  const days = wasThere ? yearsOld * 365 + chance.between(30, 360) : chance.between(8, 120);
  return addDays(recordedOn, -days);
}

function neighbour(index: number, tradeName: string, chance: Chance): SampleHolder {
  const industry = chance.weighted(INDUSTRIES.map((i) => [i, i.weight] as const));
  const place = at(NEIGHBOURS, index % NEIGHBOURS.length);
  const recordedOn = workingDayFrom(addDays(date('2020-06-01'), chance.between(0, 400)));
  return holder(industry, recordedOn, {
    creditCode: completeCreditCode(`91${place.code}MAXY${String(index + 1).padStart(4, '0')}`),
    name: `${place.name}${tradeName}${chance.pick(industry.trades)}有限公司（样例）`,
    regionCode: place.code,
    industryCode: industry.code,
    entityType: 'enterprise',
    registeredOn: addDays(recordedOn, -chance.between(900, 5000)),
  });
}

/** Name, first two characters of the code, township (by name), entity type, industry. */
const OTHERS: readonly (readonly [string, string, string, string, string])[] = [
  ['西峡县样例职业技术学校', '12', '莲花街道', 'school', 'P8336'],
  ['西峡县样例中等专业学校', '12', '五里桥镇', 'school', 'P8336'],
  ['西峡县样例人民医院', '12', '白羽街道', 'hospital', 'Q8411'],
  ['西峡县样例中医院', '12', '紫金街道', 'hospital', 'Q8412'],
  ['丹水镇样例中心卫生院', '12', '丹水镇', 'hospital', 'Q8423'],
  ['西峡县样例食用菌研究所', '12', '莲花街道', 'research-institute', 'M7330'],
  ['西峡县样例猕猴桃试验站', '12', '五里桥镇', 'research-institute', 'M7330'],
  ['西峡县样例食用菌协会', '51', '紫金街道', 'social-organisation', 'S9522'],
  ['双龙镇样例香菇加工坊', '92', '双龙镇', 'sole-proprietor', 'C1372'],
  ['米坪镇样例山茱萸加工坊', '92', '米坪镇', 'sole-proprietor', 'C2730'],
  ...(
    [
      ['丹水镇', '猕猴桃'],
      ['西坪镇', '连翘'],
      ['双龙镇', '香菇'],
      ['丁河镇', '香菇'],
      ['丁河镇', '猕猴桃'],
      ['桑坪镇', '山茱萸'],
      ['米坪镇', '山茱萸'],
      ['重阳镇', '猕猴桃'],
      ['太平镇', '山茱萸'],
      ['阳城镇', '猕猴桃'],
      ['二郎坪镇', '山茱萸'],
      ['石界河镇', '香菇'],
      ['军马河镇', '香菇'],
      ['寨根乡', '香菇'],
    ] as const
  ).map(
    ([town, crop]) =>
      [`西峡县${town}${crop}种植专业合作社（样例）`, '93', town, 'cooperative', 'A0142'] as const,
  ),
];

function otherHolders(chance: Chance): SampleHolder[] {
  const mushrooms = INDUSTRIES.find((i) => i.code === 'C1372') ?? at(INDUSTRIES, 0);
  return OTHERS.map(([name, prefix, town, entityType, industryCode], index) => {
    const recordedOn = workingDayFrom(
      addDays(FIRST_LOAD, index < 10 ? 3 : chance.between(20, 260)),
    );
    const township = TOWNSHIPS.find(([place]) => place.name === town)?.[0];
    return holder(mushrooms, recordedOn, {
      creditCode: completeCreditCode(
        `${prefix}${XIXIA}MAXY${String(9001 + index).padStart(4, '0')}`,
      ),
      name,
      regionCode: XIXIA,
      ...(township ? { townshipCode: township.code } : {}),
      industryCode,
      entityType,
      registeredOn: addDays(recordedOn, -chance.between(400, 4000)),
    });
  });
}

function holder(
  industry: Industry,
  recordedOn: CalendarDate,
  body: RegisterEnterpriseBody,
): SampleHolder {
  return { body, creditCode: body.creditCode, name: body.name, industry, recordedOn };
}

/** What the holder works on: the same in its platforms, projects and contracts. */
export function topicOf(holder: SampleHolder): string {
  if (holder.body.entityType !== 'enterprise') return '香菇产业';
  const { products } = holder.industry;
  return at(products, Number(holder.creditCode.slice(12, 16)) % products.length);
}

/** Whether the holder has been in the ledger for at least a week on that day. */
export function isKnownOn(holder: SampleHolder, day: CalendarDate): boolean {
  return daysBetween(holder.recordedOn, day) >= 7;
}
