import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { orThrow } from '#libs/kernel/refusal.js';
import { INDICATOR_CODES } from './indicators.js';
import { readTargetPlan, type SetTargetPlanInput } from './target-plan.js';

const FILE = 'seeds/county-2023/target-plan.yaml';

describe('the plan of the sample county', () => {
  const plan = orThrow(readTargetPlan(parse(readFileSync(FILE, 'utf8')) as SetTargetPlanInput));

  it('has the eight targets of the work report of 2023', () => {
    expect(plan.items.map(({ indicator }) => indicator)).toEqual(INDICATOR_CODES);
    expect(plan.items.map(({ value }) => value)).toEqual([
      '10',
      '350',
      '8',
      '5',
      '10',
      '1000000000.00',
      '20',
      '20',
    ]);
  });

  it('marks what the report does not say as an assumption', () => {
    for (const { note } of plan.items) expect(note).toMatch(/^原文“.*假设：/);
  });

  it('plans firms and SMEs by the batches of the year', () => {
    const curves = plan.items.map(({ plannedCurve }) => plannedCurve?.[0]?.date);
    expect(curves.slice(0, 3)).toEqual(['2023-10-31', '2023-06-30', undefined]);
  });
});
