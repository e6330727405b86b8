import { canonicalJson } from '#libs/kernel/canonical-json.js';
import type { Decider } from '#libs/kernel/decider.js';
import { Issues, readRegion, readSource } from '#libs/kernel/read-fields.js';
import type { Refusal } from '#libs/kernel/refusal.js';
import type { TargetPlanSet } from './events.js';
import { readPlanItems } from './plan-input.js';

/** A region's plan of a year, as its latest `targetPlan.set` says. */
export type TargetPlan = TargetPlanSet['data'];

/** As it came in; {@link readTargetPlan} reads it. */
export interface SetTargetPlanInput {
  readonly regionCode: unknown;
  readonly year: unknown;
  readonly items: unknown;
  readonly source: unknown;
}

export const FIRST_PLAN_YEAR = 2000;
export const LAST_PLAN_YEAR = 2098;

/** null: no plan was set. */
export const targetPlanDecider: Decider<TargetPlan | null, TargetPlanSet> = {
  initial: null,
  evolve: (_state, event) => event.data,
};

/** The whole plan in its canonical form, or 422 with everything that is wrong. */
export function readTargetPlan(input: SetTargetPlanInput): TargetPlan | Refusal {
  const issues = new Issues();
  const regionCode = readRegion(
    input.regionCode,
    { path: 'regionCode', label: '行政区划代码', required: true },
    issues,
  );
  const year = readPlanYear(input.year, issues);
  const source = readSource(input.source, issues);
  const items = year === undefined ? undefined : readPlanItems(input.items, year, issues);
  if (issues.any || !regionCode || !year || !source || !items) return issues.refusal();
  return { regionCode, year, items, source };
}

/** The same plan from the same source again is no event. */
export function setTargetPlan(
  plan: TargetPlan,
  state: TargetPlan | null,
): readonly TargetPlanSet[] {
  if (state !== null && canonicalJson(state) === canonicalJson(plan)) return [];
  return [{ type: 'targetPlan.set', schemaVersion: 1, data: plan }];
}

export function readPlanYear(input: unknown, issues: Issues): number | undefined {
  const year = Number.isInteger(input) ? Number(input) : NaN;
  if (year >= FIRST_PLAN_YEAR && year <= LAST_PLAN_YEAR) return year;
  return issues.add(
    'year',
    'not-a-year',
    `年度应为 ${FIRST_PLAN_YEAR}–${LAST_PLAN_YEAR} 的整数，如 2023`,
  );
}
