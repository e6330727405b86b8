import { addDays, date, yearOf, type CalendarDate } from '#libs/kernel/calendar-date.js';
import {
  isKnownOn,
  PART,
  topicOf,
  XIXIA,
  type SampleHolder,
  type SampleHolders,
} from '../basis/enterprises.js';
import { paper, yuan } from '../basis/papers.js';
import { at, chanceFor, type Chance } from '../basis/random.js';
import type { DatedStep } from '../step.js';
import { contractRef, type SampleContract } from './sample-contract.js';
import { withContractSlips } from './tech-contract-slips.js';

/** Contracts registered a month, and what those sold from the county add up to, in thousand yuan. */
interface YearPlan {
  readonly year: number;
  readonly monthly: readonly number[];
  readonly sold: number;
}

const YEARS: readonly YearPlan[] = [
  { year: 2020, monthly: [1, 0, 2, 2, 3, 4, 3, 3, 4, 3, 5, 8], sold: 186_420 },
  { year: 2021, monthly: [2, 1, 4, 4, 5, 7, 4, 5, 6, 5, 8, 13], sold: 352_870 },
  { year: 2022, monthly: [3, 2, 7, 7, 8, 12, 8, 8, 10, 9, 12, 20], sold: 638_150 },
  { year: 2023, monthly: [5, 4, 11, 10, 11, 17, 11, 11, 15, 13, 18, 26], sold: 1_026_390 },
];

type Partner = readonly [name: string, regionCode: string];

const UNIVERSITIES: readonly Partner[] = [
  ['样例理工大学', '420100'],
  ['样例农林大学', '610400'],
  ['样例中医药大学', '410100'],
];

/** Who trades with the county's firms, by their technical field: none of them exists. */
const PARTNERS: Readonly<Record<string, readonly Partner[]>> = {
  'new-materials': [
    ['平顶山样例钢铁有限公司', '410400'],
    ['洛阳样例重工股份有限公司', '410300'],
    ['武汉样例冶金设计院有限公司', '420100'],
    ['深圳样例新能源材料有限公司', '440300'],
  ],
  'advanced-manufacturing': [
    ['郑州样例汽车集团有限公司', '410100'],
    ['十堰样例商用车零部件有限公司', '420300'],
    ['淅川样例减振器有限公司', '411326'],
    ['重庆样例摩托车有限公司', '500100'],
  ],
  biomedicine: [
    ['上海样例生物医药有限公司', '310100'],
    ['内乡样例牧业有限公司', '411325'],
    ['省农业科学院样例研究所', '410100'],
    ['郑州样例食品进出口有限公司', '410100'],
  ],
};
const ANY_FIELD: readonly Partner[] = [['南阳样例防爆电气有限公司', '411303']];

function partnerOf(holder: SampleHolder, chance: Chance): Partner {
  const trade = PARTNERS[holder.industry.field] ?? ANY_FIELD;
  return chance.pick([...trade, ...trade, ...UNIVERSITIES, ...ANY_FIELD]);
}

/** Contracts of 2020–2023 by registration date, with amendments, cancellations and slips. */
export function techContractSteps(holders: SampleHolders): DatedStep[] {
  const chance = chanceFor('tech-contracts');
  const contracts = YEARS.flatMap((plan) => contractsOf(plan, holders, chance));
  const steps = contracts.map((contract) => contractStep(contract, chance));
  return [...withContractSlips(steps, contracts), ...neighbourContracts(holders, chance)];
}

function contractsOf(plan: YearPlan, holders: SampleHolders, chance: Chance): SampleContract[] {
  const days = plan.monthly.flatMap((count, month) => daysOf(plan.year, month + 1, count, chance));
  const contracts = days.map((day, index) =>
    contract(day, `${plan.year % 100}411323${910_001 + index}`, holders, chance),
  );
  const drawn = contracts
    .filter((c) => c.trade !== 'bought')
    .reduce((sum, c) => sum + c.thousands, 0);
  return contracts.map((c, index) => ({
    ...c,
    ...(index === NATURAL_PERSON_AT ? naturalPerson(c) : {}),
    thousands: Math.max(20, Math.round((c.thousands * plan.sold) / drawn)),
  }));
}

/** One partner a year is a natural person, of whom the ledger keeps the place and nothing more. */
const NATURAL_PERSON_AT = 21;

function naturalPerson({ trade }: SampleContract): Partial<SampleContract> {
  const partner = { naturalPerson: true, regionCode: XIXIA };
  return { trade: trade === 'bought' ? 'bought' : 'sold', partner };
}

function daysOf(year: number, month: number, count: number, chance: Chance): CalendarDate[] {
  const first = date(`${year}-${String(month).padStart(2, '0')}-01`);
  return Array.from({ length: count }, () => addDays(first, chance.between(1, 27))).sort();
}

function contract(
  registeredOn: CalendarDate,
  number: string,
  holders: SampleHolders,
  chance: Chance,
): SampleContract {
  const active = holders.firms.filter(
    (firm, rank) => rank < 120 && rank !== PART.movedOut && isKnownOn(firm, registeredOn),
  );
  const holder = at(active, Math.min(chance.between(0, 119), chance.between(0, active.length - 1)));
  const trade = chance.weighted([
    ['sold', 80],
    ['bought', 15],
    ['both', 5],
  ] as const);
  const other = at(active, (active.indexOf(holder) + 7) % active.length);
  const [name, regionCode] = partnerOf(holder, chance);
  const partner =
    trade === 'both'
      ? { name: other.name, creditCode: other.creditCode, regionCode: XIXIA }
      : { name, regionCode };
  return { holder, number, registeredOn, thousands: drawAmount(chance), trade, partner };
}

/** Many small ones, a few that make the sum. Thousand yuan. */
function drawAmount(chance: Chance): number {
  const [low, high] = chance.weighted([
    [[50, 300], 26],
    [[300, 1_000], 26],
    [[1_000, 4_000], 25],
    [[4_000, 15_000], 16],
    [[15_000, 48_000], 7],
  ] as const);
  return chance.between(low, high);
}

const KINDS = [
  ['development', 48, '工艺技术开发'],
  ['service', 28, '生产技术服务'],
  ['transfer', 9, '专利技术转让'],
  ['licence', 8, '专利实施许可'],
  ['consulting', 7, '技术咨询'],
] as const;

function contractStep(contract: SampleContract, chance: Chance): DatedStep {
  const { holder, number, registeredOn, thousands, trade, partner } = contract;
  const [contractKind, , what] = chance.weighted(KINDS.map((kind) => [kind, kind[1]] as const));
  const technical = Math.max(1, Math.floor((thousands * chance.between(62, 100)) / 100));
  const ours = { name: holder.name, creditCode: holder.creditCode, regionCode: XIXIA };
  return {
    on: recordedOn(registeredOn, chance),
    command: {
      type: 'record-recognition',
      ref: contractRef(number),
      body: {
        kind: 'tech-contract',
        creditCode: holder.creditCode,
        number,
        attributes: {
          contractKind,
          title: `${topicOf(holder)}${what}（样例）`,
          registeredOn,
          contractValue: yuan(thousands * 1000),
          technologyValue: yuan(technical * 1000),
          signedOn: addDays(registeredOn, -chance.between(6, 75)),
          // The seller is the holder unless the contract says otherwise.
          ...(trade === 'bought' ? { buyer: ours, seller: partner } : { buyer: partner }),
        },
        source: paper('技术合同认定登记证明', registeredOn),
      },
    },
  };
}

/** The office reports week by week; what is registered late in December comes in January. */
function recordedOn(registeredOn: CalendarDate, chance: Chance): CalendarDate {
  const late = registeredOn.slice(5) > '12-17' && chance.percent(60);
  const january = date(`${yearOf(registeredOn) + 1}-01-09`);
  return late ? january : addDays(registeredOn, chance.between(2, 9));
}

/** A handful of contracts of neighbours, so that the city's sum is more than the county's. */
function neighbourContracts({ neighbours }: SampleHolders, chance: Chance): DatedStep[] {
  return [2022, 2023].flatMap((year) =>
    Array.from({ length: 9 }, (_, index) => {
      const holder = at(neighbours, 3 + index * 2);
      const [name, regionCode] = partnerOf(holder, chance);
      return contractStep(
        {
          holder,
          number: `${year % 100}${holder.body.regionCode}${920_001 + index}`,
          registeredOn: addDays(date(`${year}-02-20`), index * 31 + chance.between(0, 20)),
          thousands: drawAmount(chance),
          trade: 'sold',
          partner: { name, regionCode },
        },
        chance,
      );
    }),
  );
}
