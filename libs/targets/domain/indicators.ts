/**
 * The eight indicators of a county's yearly plan, as its work report names them. What exactly is
 * counted is the plan's counting rule; here is only what never changes.
 */
export const INDICATOR_CODES = [
  'high-tech-firms-new',
  'sci-tech-smes-entered',
  'platforms-new',
  'county-projects',
  'achievements-transferred',
  'tech-contract-value',
  'fiscal-sci-tech-growth',
  'rd-expenditure-growth',
] as const;
export type IndicatorCode = (typeof INDICATOR_CODES)[number];

/**
 * How an indicator's number is made and written: `count` whole things, `money` yuan with two
 * places, `growth` percent (`"20"` is 20 %).
 */
export type Quantity = 'count' | 'money' | 'growth';

export interface Indicator {
  readonly code: IndicatorCode;
  /** Chinese name as on screens and in the monthly report. */
  readonly name: string;
  /** 家 · 个 · 项 · 元 · % */
  readonly unit: string;
  readonly quantity: Quantity;
}

const TABLE: Readonly<Record<IndicatorCode, Omit<Indicator, 'code'>>> = {
  'high-tech-firms-new': { name: '新认定高新技术企业', unit: '家', quantity: 'count' },
  'sci-tech-smes-entered': { name: '入库国家科技型中小企业', unit: '家', quantity: 'count' },
  'platforms-new': { name: '新增市级以上科技创新平台', unit: '个', quantity: 'count' },
  'county-projects': { name: '实施县科技创新项目', unit: '个', quantity: 'count' },
  'achievements-transferred': { name: '转移转化科技成果', unit: '项', quantity: 'count' },
  'tech-contract-value': { name: '技术合同成交额', unit: '元', quantity: 'money' },
  'fiscal-sci-tech-growth': { name: '财政科技支出增长', unit: '%', quantity: 'growth' },
  'rd-expenditure-growth': { name: '全社会研发投入增长', unit: '%', quantity: 'growth' },
};

export const INDICATORS: readonly Indicator[] = INDICATOR_CODES.map((code) => ({
  code,
  ...TABLE[code],
}));

export function isIndicatorCode(value: unknown): value is IndicatorCode {
  return INDICATOR_CODES.some((code) => code === value);
}

export function indicatorOf(code: IndicatorCode): Indicator {
  return { code, ...TABLE[code] };
}
