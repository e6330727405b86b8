import { closureOf, NO, UNKNOWN, YES } from './closures.js';
import { JsonRules } from './json-rules.js';
import { outcomesOf } from './ours.js';
import type { Workload } from './workload.js';

const CODE = { yes: YES, no: NO, unknown: UNKNOWN } as const;

export interface Agreement {
  readonly verdicts: number;
  readonly yes: number;
  readonly no: number;
  readonly unknown: number;
  /** Verdicts that are truly unknown and that json-rules-engine calls "yes". */
  readonly falseYes: number;
}

/**
 * Asks all three for every verdict. The closures must say the same as we do; so must
 * json-rules-engine wherever the verdict is known.
 * @throws Error at the first verdict that differs
 */
export async function agreementOn(workload: Workload): Promise<Agreement> {
  const rules = new JsonRules(workload);
  const closures = workload.clauses.map(({ when }) => closureOf(when, false));
  const counts = { yes: 0, no: 0, unknown: 0 };
  let falseYes = 0;
  for (const [at, enterprise] of workload.enterprises.entries()) {
    const holding = new Set(await rules.holding(enterprise));
    for (const [index, { truth }] of outcomesOf(workload, enterprise).entries()) {
      const id = workload.clauses[index]?.id ?? '';
      const theirs = holding.has(id);
      counts[truth] += 1;
      if (truth === 'unknown' && theirs) falseYes += 1;
      const differs = truth !== 'unknown' && theirs !== (truth === 'yes');
      if (differs || closures[index]?.(enterprise.plain) !== CODE[truth]) {
        throw new Error(`clause ${id}, enterprise ${at}: ours says ${truth}, others do not`);
      }
    }
  }
  const verdicts = counts.yes + counts.no + counts.unknown;
  return { verdicts, ...counts, falseYes };
}
