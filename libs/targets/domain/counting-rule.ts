import type { IndicatorCode } from './indicators.js';

/**
 * A counting rule (统计口径) says which records count. It is data of the plan: the whole rule is
 * written into every `targetPlan.set` event, so that a later change of a default changes no past
 * answer. The union is closed; {@link RULE_SETTINGS} holds for every member what is allowed, what
 * is assumed when it is left out, and how an officer reads it (docs/reference/counting-rules.md).
 */
export type CountingRule =
  | HighTechFirmsRule
  | SmesRule
  | PlatformsRule
  | ProjectsRule
  | TransfersRule
  | ContractsRule
  | FiscalGrowthRule
  | RdGrowthRule;
export type Measure = CountingRule['measure'];
export type RuleOf<M extends Measure> = Extract<CountingRule, { readonly measure: M }>;

/** Place of the holder that decides the region: registered 注册地, or statistical 统计地 (飞地). */
export type Place = 'registered' | 'statistical';

/** `net` 净增 = stock at the date − stock at the end of the year before; may be negative. */
export interface HighTechFirmsRule {
  readonly measure: 'high-tech-firms';
  readonly count: 'first-or-renewed' | 'first-only' | 'net';
  readonly place: Place;
}

export interface SmesRule {
  readonly measure: 'sci-tech-smes';
  /** `firm`: a firm with two entries of a year counts once. */
  readonly distinct: 'firm' | 'entry';
  readonly place: Place;
}

export interface PlatformsRule {
  readonly measure: 'platforms';
  readonly minLevel: PlatformLevel;
  /** 备案 platforms. */
  readonly filed: 'count' | 'ignore';
  /** A platform that rose from a lower level (attribute `promotedFrom`). */
  readonly promotions: 'count' | 'ignore';
  /** Competent departments whose platforms count; empty: any. */
  readonly departments: readonly string[];
  readonly place: Place;
}
/** Highest first. */
export const PLATFORM_LEVELS = ['national', 'provincial', 'municipal', 'county'] as const;
export type PlatformLevel = (typeof PLATFORM_LEVELS)[number];

/** Projects approved (立项) in the year. */
export interface ProjectsRule {
  readonly measure: 'projects';
  /** Ways of funding that count; empty: any. */
  readonly modes: readonly ProjectMode[];
  readonly place: Place;
}
export const PROJECT_MODES = ['competitive', 'open-call', 'post-subsidy'] as const;
export type ProjectMode = (typeof PROJECT_MODES)[number];

export interface TransfersRule {
  readonly measure: 'transfers';
  /** A result sold to three takers: three by `result-and-taker`, one by `result`. */
  readonly distinct: 'result-and-taker' | 'result' | 'record';
  readonly place: Place;
}

export interface ContractsRule {
  readonly measure: 'contracts';
  /** 成交额 or 技术交易额. */
  readonly amount: 'contract-value' | 'technology-value';
  /** 输出 by the seller's place, 吸纳 by the buyer's; the two are never added. */
  readonly side: 'output' | 'absorbed';
  readonly place: Place;
}

/** Functional class 206 of the general public budget. */
export interface FiscalGrowthRule extends Growth {
  readonly measure: 'fiscal-growth';
  readonly caliber: 'whole-county' | 'county-level';
}

export interface RdGrowthRule extends Growth {
  readonly measure: 'rd-growth';
}

interface Growth {
  /** 同比 against the year before, or 年均 since `baseYear`. */
  readonly growth: 'yoy' | 'cagr';
  /** Year the average growth is reckoned from; null for `yoy`. */
  readonly baseYear: number | null;
}
export type GrowthRule = FiscalGrowthRule | RdGrowthRule;

/** One setting of a rule. */
export type Setting =
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly values: Readonly<Record<string, string>>;
      readonly standard: string;
    }
  | {
      readonly kind: 'choices';
      readonly label: string;
      readonly values: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'texts'; readonly label: string }
  | { readonly kind: 'base-year'; readonly label: string };

const PLACE: Setting = {
  kind: 'choice',
  label: '区域归属',
  values: { registered: '按注册地', statistical: '按统计地' },
  standard: 'registered',
};
const COUNT_OR_IGNORE = (what: string, standard: 'count' | 'ignore'): Setting => ({
  kind: 'choice',
  label: `${what}是否计入`,
  values: { count: `${what}计入`, ignore: `${what}不计` },
  standard,
});
const GROWTH: Setting = {
  kind: 'choice',
  label: '增长算法',
  values: { yoy: '按同比', cagr: '按年均' },
  standard: 'yoy',
};

/** Keyed by the union itself: a member or a setting that is missing here does not compile. */
export const RULE_SETTINGS: {
  readonly [M in Measure]: { readonly [K in Exclude<keyof RuleOf<M>, 'measure'>]: Setting };
} = {
  'high-tech-firms': {
    count: {
      kind: 'choice',
      label: '认定类型',
      values: {
        'first-or-renewed': '首次认定与重新认定都计',
        'first-only': '只计首次认定',
        net: '计净增（有效存量比上年末增加数）',
      },
      standard: 'first-or-renewed',
    },
    place: PLACE,
  },
  'sci-tech-smes': {
    distinct: {
      kind: 'choice',
      label: '去重方式',
      values: { firm: '同一企业当年只计一次', entry: '每次入库各计一次' },
      standard: 'firm',
    },
    place: PLACE,
  },
  platforms: {
    minLevel: {
      kind: 'choice',
      label: '最低级别',
      values: {
        national: '国家级',
        provincial: '省级以上',
        municipal: '市级以上',
        county: '县级以上',
      },
      standard: 'municipal',
    },
    filed: COUNT_OR_IGNORE('备案', 'count'),
    promotions: COUNT_OR_IGNORE('升级', 'ignore'),
    departments: { kind: 'texts', label: '主管部门' },
    place: PLACE,
  },
  projects: {
    modes: {
      kind: 'choices',
      label: '立项方式',
      values: { competitive: '竞争性立项', 'open-call': '揭榜挂帅', 'post-subsidy': '后补助' },
    },
    place: PLACE,
  },
  transfers: {
    distinct: {
      kind: 'choice',
      label: '去重方式',
      values: {
        'result-and-taker': '同一成果同一承接单位只计一项',
        result: '同一成果只计一项',
        record: '每条台账各计一项',
      },
      standard: 'result-and-taker',
    },
    place: PLACE,
  },
  contracts: {
    amount: {
      kind: 'choice',
      label: '金额口径',
      values: { 'contract-value': '成交额', 'technology-value': '技术交易额' },
      standard: 'contract-value',
    },
    side: {
      kind: 'choice',
      label: '输出或吸纳',
      values: { output: '输出（卖方所在地）', absorbed: '吸纳（买方所在地）' },
      standard: 'output',
    },
    place: PLACE,
  },
  'fiscal-growth': {
    growth: GROWTH,
    baseYear: { kind: 'base-year', label: '基期年份' },
    caliber: {
      kind: 'choice',
      label: '统计范围',
      values: { 'whole-county': '全县口径', 'county-level': '县本级口径' },
      standard: 'whole-county',
    },
  },
  'rd-growth': { growth: GROWTH, baseYear: { kind: 'base-year', label: '基期年份' } },
};

/** Which measure an indicator is taken by: one each, so a plan cannot mix them up. */
export const MEASURE_OF: {
  readonly [I in IndicatorCode]: Measure;
} = {
  'high-tech-firms-new': 'high-tech-firms',
  'sci-tech-smes-entered': 'sci-tech-smes',
  'platforms-new': 'platforms',
  'county-projects': 'projects',
  'achievements-transferred': 'transfers',
  'tech-contract-value': 'contracts',
  'fiscal-sci-tech-growth': 'fiscal-growth',
  'rd-expenditure-growth': 'rd-growth',
};

/** The settings of a measure, as a list. */
export function settingsOf(measure: Measure): readonly (readonly [string, Setting])[] {
  return Object.entries<Setting>(RULE_SETTINGS[measure]);
}

/** What a setting is when nobody said anything. */
export function standardOf(setting: Setting): string | readonly string[] | null {
  switch (setting.kind) {
    case 'choice':
      return setting.standard;
    case 'choices':
    case 'texts':
      return [];
    case 'base-year':
      return null;
  }
}

/** The documented rule of an indicator, used where a plan says nothing and where there is no plan. */
export function defaultRule(indicator: IndicatorCode): CountingRule {
  const measure = MEASURE_OF[indicator];
  const settings = settingsOf(measure).map(([key, setting]) => [key, standardOf(setting)]);
  return { measure, ...Object.fromEntries(settings) } as CountingRule;
}

/** The rule in one Chinese line, e.g. `首次认定与重新认定都计；按注册地`. */
export function describeRule(rule: CountingRule): string {
  const values = rule as unknown as Readonly<Record<string, unknown>>;
  return settingsOf(rule.measure)
    .map(([key, setting]) => describeSetting(setting, values[key]))
    .filter((text) => text !== '')
    .join('；');
}

function describeSetting(setting: Setting, value: unknown): string {
  switch (setting.kind) {
    case 'choice':
      return setting.values[String(value)] ?? '';
    case 'choices':
      return describeList(
        setting.label,
        listed(value).map((code) => setting.values[code] ?? code),
      );
    case 'texts':
      return describeList(setting.label, listed(value));
    case 'base-year':
      return typeof value === 'number' ? `以 ${value} 年为基期` : '';
  }
}

function describeList(label: string, entries: readonly string[]): string {
  return entries.length === 0 ? `不限${label}` : `${label}：${entries.join('、')}`;
}

function listed(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export function isGrowthRule(rule: CountingRule): rule is GrowthRule {
  return rule.measure === 'fiscal-growth' || rule.measure === 'rd-growth';
}
