import fc from 'fast-check';
import { completeCreditCode, type CreditCode } from '#libs/kernel/credit-code.js';
import { addDays, date } from '#libs/kernel/calendar-date.js';
import {
  RULE_SETTINGS,
  settingsOf,
  MEASURE_OF,
  type Setting,
} from '#libs/targets/domain/counting-rule.js';
import { INDICATORS, type Indicator } from '#libs/targets/domain/indicators.js';

/** Few enough of everything that it collides: holders, places, numbers, names, days. */
export const HOLDERS: readonly CreditCode[] = Array.from({ length: 6 }, (_, n) =>
  completeCreditCode(`91411323MA7TAXX${n}`),
);
/** Two counties of Nanyang, one of Xinyang, one city district, one county outside Henan. */
export const COUNTIES = ['411323', '411325', '411521', '411302', '420381'];
export const REGIONS = [...COUNTIES, '411300', '410000'];
export const PLAN_YEARS = [2022, 2023];

export type LedgerCommand =
  | { readonly do: 'register'; readonly holder: number; readonly place: PlaceChoice }
  | { readonly do: 'rename'; readonly holder: number; readonly on: string }
  | {
      readonly do: 'move';
      readonly holder: number;
      readonly place: PlaceChoice;
      readonly on: string;
    }
  | { readonly do: 'deregister'; readonly holder: number; readonly on: string }
  | { readonly do: 'record'; readonly holder: number; readonly record: RecordChoice }
  /** Attributes are those of another record of the kind: which of them change is left to chance. */
  | { readonly do: 'correct'; readonly nth: number; readonly keys: number; readonly day: string }
  | { readonly do: 'revoke'; readonly nth: number; readonly on?: string; readonly year?: number }
  | { readonly do: 'withdraw'; readonly nth: number }
  | {
      readonly do: 'plan';
      readonly region: string;
      readonly year: number;
      readonly items: unknown[];
    }
  | { readonly do: 'figure'; readonly figure: FigureChoice };

export interface PlaceChoice {
  readonly regionCode: string;
  readonly statisticalRegionCode?: string;
}

export interface RecordChoice {
  readonly kind: string;
  readonly slot: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface FigureChoice {
  readonly series: string;
  readonly regionCode: string;
  readonly period: string;
  readonly value: string;
  readonly unit: string;
  readonly caliber?: string;
  readonly publishedOn: string;
  readonly status: string;
}

/** Days around the two plan years; their first and last days come up often, since edges hide there. */
export const days: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 1200 }).map((n) => addDays(date('2021-06-01'), n)),
  },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 0, max: 364 }).map((n) => addDays(date('2023-01-01'), n)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '2021-12-31',
      '2022-01-01',
      '2022-12-31',
      '2023-01-01',
      '2023-12-31',
      '2024-01-01',
    ),
  },
);

/** The usual value half of the time: a ledger in which everything is rare tests nothing. */
function mostly<T>(usual: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof(fc.constant(usual), others);
}

const holder = fc.nat(HOLDERS.length - 1);
const nth = fc.nat(30);
const county = mostly('411323', fc.constantFrom(...COUNTIES));
const place: fc.Arbitrary<PlaceChoice> = fc.record(
  { regionCode: county, statisticalRegionCode: county },
  { requiredKeys: ['regionCode'] },
);
const yuan = fc.integer({ min: 1, max: 5_000_000 }).map((n) => (n / 100).toFixed(2));
/** The first four are one name, typed in four ways. */
const names = fc.constantFrom(
  '成果（A）',
  '成果(a)',
  '成果【Ａ】',
  '成 果(A)',
  '成果A',
  '成果2.0',
  '成果20',
);
const otherParty = fc.oneof(
  fc.record({
    name: fc.constantFrom('某大学', '某 大学'),
    regionCode: fc.constantFrom('411323', '411521', '110108'),
  }),
  fc.record({ naturalPerson: fc.constant(true), regionCode: fc.constantFrom('411323', '410100') }),
  fc.record({
    name: fc.constant('本地企业'),
    creditCode: fc.constantFrom(...HOLDERS),
    regionCode: fc.constantFrom('411323', '411325'),
  }),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

const ATTRIBUTES: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  'high-tech-firm': fc.record({
    recognitionYear: mostly(2023, fc.constantFrom(2021, 2022)),
    // Several on one day, and some that end on a day that is asked about.
    issuedOn: fc.oneof(days, fc.constantFrom('2020-12-31', '2021-03-31', '2023-11-22')),
    first: optional(fc.boolean()),
  }),
  'sci-tech-sme': fc.record({ entryYear: mostly(2023, fc.constant(2022)), announcedOn: days }),
  'innovation-platform': fc.record({
    name: names,
    platformType: fc.constant('重点实验室'),
    level: fc.constantFrom('national', 'provincial', 'municipal', 'county'),
    approvedOn: days,
    approvalMode: optional(fc.constantFrom('recognised', 'filed')),
    department: optional(fc.constantFrom('科技局', '发改委')),
    promotedFrom: optional(fc.constant('municipal')),
  }),
  'tech-contract': fc.record({
    contractKind: fc.constant('service'),
    title: names,
    registeredOn: days,
    contractValue: yuan,
    technologyValue: fc.constant('0.01'),
    buyer: otherParty,
    seller: optional(otherParty),
  }),
  'county-project': fc.record({
    name: names,
    approvedOn: days,
    mode: optional(fc.constantFrom('competitive', 'open-call', 'post-subsidy')),
  }),
  'achievement-transfer': fc.record({
    name: names,
    form: fc.constant('transfer'),
    transferredOn: days,
    provider: otherParty,
    amount: optional(yuan),
  }),
};

const records: fc.Arbitrary<RecordChoice> = fc.oneof(
  ...Object.entries(ATTRIBUTES).map(([kind, attributes]) =>
    fc.record({ kind: fc.constant(kind), slot: fc.nat(7), attributes }),
  ),
);

function settingValues(setting: Setting): fc.Arbitrary<unknown> {
  switch (setting.kind) {
    case 'choice':
      return fc.constantFrom(...Object.keys(setting.values));
    case 'choices':
      return fc.subarray(Object.keys(setting.values));
    case 'texts':
      return fc.subarray(['科技局', '发改委']);
    case 'base-year':
      return fc.constant(undefined);
  }
}

/** Every setting of every rule, drawn from the product's own table, so that none is forgotten. */
function rules(indicator: Indicator): fc.Arbitrary<unknown> {
  const settings = settingsOf(MEASURE_OF[indicator.code]);
  const parts = Object.fromEntries(settings.map(([key, setting]) => [key, settingValues(setting)]));
  return fc
    .record(parts, { requiredKeys: [] })
    .map((rule) => (rule['growth'] === 'cagr' ? { ...rule, baseYear: 2020 } : rule));
}

const items = fc
  .tuple(
    ...INDICATORS.map((indicator) =>
      optional(
        fc.record({
          indicator: fc.constant(indicator.code),
          value: fc.constantFrom('1', '2', '5', '20'),
          commitment: fc.constantFrom('ensure', 'strive', 'expect'),
          countingRule: rules(indicator),
          plannedCurve:
            indicator.quantity === 'growth'
              ? fc.constant(null)
              : fc.constantFrom(null, [0, 0.25, 1], [0.5, 0.5, 1]).map((shares) => shares ?? null),
        }),
      ),
    ),
  )
  .map((all) => all.filter((item) => item !== undefined))
  .filter((all) => all.length > 0);

const plans = fc
  .record({
    region: fc.constantFrom('411323', '411323', '411300'),
    year: mostly(2023, fc.constant(2022)),
    items,
  })
  .map(({ region, year, items: all }) => ({
    do: 'plan' as const,
    region,
    year,
    items: all.map((item) => ({
      ...item,
      plannedCurve: item.plannedCurve?.map((ratio, i) => ({
        date: `${year}-${['06-30', '07-31', '10-31'][i]}`,
        ratio: String(ratio),
      })),
    })),
  }));

const figures: fc.Arbitrary<LedgerCommand> = fc.record({
  do: fc.constant('figure' as const),
  figure: fc.record(
    {
      series: fc.constantFrom(
        'rd-expenditure',
        'fiscal-sci-tech-expenditure',
        'fiscal-sci-tech-expenditure',
      ),
      regionCode: mostly('411323', fc.constant('411300')),
      period: fc.constantFrom(
        '2022',
        '2023',
        '2020',
        '2021',
        '2022',
        '2023',
        '2022-06/ytd',
        '2023-06/ytd',
        '2023-12/ytd',
      ),
      value: fc.constantFrom('0', '1', '1.2', '1.44', '0.7', '3', '1.0000000001'),
      unit: fc.constant('yi-yuan'),
      caliber: mostly('whole-county', fc.constant('county-level')),
      // Often on one day, when the one recorded later stands.
      publishedOn: fc.oneof(
        fc.integer({ min: 0, max: 600 }).map((n) => addDays(date('2022-06-01'), n)),
        fc.constantFrom('2023-10-19', '2023-12-31'),
      ),
      status: fc.constant('preliminary'),
    },
    { requiredKeys: ['series', 'regionCode', 'period', 'value', 'unit', 'publishedOn', 'status'] },
  ),
});

const command: fc.Arbitrary<LedgerCommand> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({ do: fc.constant('record' as const), holder, record: records }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('correct' as const), nth, keys: fc.nat(63), day: days }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('revoke' as const),
      nth,
      on: fc.oneof(
        { weight: 5, arbitrary: days },
        { weight: 1, arbitrary: fc.constant('2023-12-31') },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('revoke' as const),
      nth,
      year: fc.constantFrom(2021, 2022, 2023, 2024),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('withdraw' as const), nth }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('move' as const), holder, place, on: days }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), holder, on: days }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deregister' as const), holder, on: days }) },
  { weight: 2, arbitrary: plans },
  { weight: 12, arbitrary: figures },
);

/** A ledger's life: its firms are registered first, all but the last of them. */
export const ledgers: fc.Arbitrary<LedgerCommand[]> = fc
  .tuple(
    fc.array(place, { minLength: HOLDERS.length - 1, maxLength: HOLDERS.length - 1 }),
    fc.array(command, { minLength: 40, maxLength: 140, size: 'max' }),
    place,
    fc.array(plans, { minLength: 0, maxLength: 2 }),
  )
  .map(([places, commands, late, first]) => [
    ...places.map((at, n) => ({ do: 'register' as const, holder: n, place: at })),
    ...first,
    ...commands.slice(0, 25),
    { do: 'register' as const, holder: HOLDERS.length - 1, place: late },
    ...commands.slice(25),
  ]);

export interface QuestionChoice {
  readonly region: string;
  readonly year: number;
  readonly asOf: string;
  /** Share of the ledger that is known, in percent. */
  readonly known: number;
}

/** Rule tables are complete: a measure without a setting would go untested. */
export const MEASURES = Object.keys(RULE_SETTINGS);

export const questions: fc.Arbitrary<QuestionChoice> = fc.record({
  region: mostly('411323', fc.constantFrom('411300', ...REGIONS)),
  year: mostly(2023, fc.constant(2022)),
  asOf: mostly('2023-12-31', mostly('2024-03-31', days)),
  known: mostly(100, fc.nat(100)),
});
