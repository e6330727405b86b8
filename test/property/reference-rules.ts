import type { CountingRule } from '#libs/targets/domain/counting-rule.js';

/** The rules that apply where no plan says otherwise, written down once more. */
export const DEFAULT_RULES: Readonly<Record<string, CountingRule>> = {
  'high-tech-firms-new': {
    measure: 'high-tech-firms',
    count: 'first-or-renewed',
    place: 'registered',
  },
  'sci-tech-smes-entered': { measure: 'sci-tech-smes', distinct: 'firm', place: 'registered' },
  'platforms-new': {
    measure: 'platforms',
    minLevel: 'municipal',
    filed: 'count',
    promotions: 'ignore',
    departments: [],
    place: 'registered',
  },
  'county-projects': { measure: 'projects', modes: [], place: 'registered' },
  'achievements-transferred': {
    measure: 'transfers',
    distinct: 'result-and-taker',
    place: 'registered',
  },
  'tech-contract-value': {
    measure: 'contracts',
    amount: 'contract-value',
    side: 'output',
    place: 'registered',
  },
  'fiscal-sci-tech-growth': {
    measure: 'fiscal-growth',
    growth: 'yoy',
    baseYear: null,
    caliber: 'whole-county',
  },
  'rd-expenditure-growth': { measure: 'rd-growth', growth: 'yoy', baseYear: null },
};
