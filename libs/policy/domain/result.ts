import type { ValueType, WrittenValue } from './facts/values.js';

/** Said with every answer. */
export const DISCLAIMER = '初判，不作为兑现依据';

/** A fact that is missing and would decide. */
export interface Missing {
  /** e.g. `rd.expense@2022`, `tech-contract.contractKind`, `manual:…`. */
  readonly fact: string;
  readonly label: string;
  /** Where it can be reported. */
  readonly reportAt: string;
}

/** A limit that all enterprises share: what is payable may be cut when everybody's is added up. */
export interface BudgetNote {
  readonly cap: string;
  readonly scope: 'clause' | 'list';
  /** Decimal yuan. */
  readonly max: string;
  readonly whenShort: 'pro-rata' | 'queue' | 'next-year';
  readonly text: string;
  /** Chinese sentence. */
  readonly say: string;
}

/** Points between the least and the most that they can be. */
export interface ScoreRange {
  readonly min: number;
  readonly max: number;
  /** True: `min` is `max`; nothing is missing and no expert has to judge. */
  readonly known: boolean;
  /** Full marks. */
  readonly outOf: number;
}

/** The points of a clause of an assessment. */
export interface ClauseScoreResult extends ScoreRange {
  /** How they come about. */
  readonly how: string;
  /** Of several indicators together: each of them. */
  readonly parts?: readonly (ScoreRange & { readonly label: string; readonly how: string })[];
}

/** One thing that passing asks for. */
export interface Requirement {
  readonly label: string;
  readonly verdict: 'yes' | 'no' | 'unknown';
  /** The clause it is about; left out for the sum of all points. */
  readonly clause?: string;
}

/** Where an enterprise stands in an assessment; a range or a gap of knowledge leaves it `open`. */
export interface Assessment {
  readonly verdict: 'pass' | 'fail' | 'open';
  readonly level?: string;
  readonly score: ScoreRange;
  readonly requirements: readonly Requirement[];
}

/** A figure that the enterprise declared and no officer has confirmed yet. */
export interface Unconfirmed {
  /** e.g. `rd.expense@2022`. */
  readonly fact: string;
  readonly label: string;
}

/** One condition that is not met, and by how much. */
export interface Fail {
  /** The words of the clause. */
  readonly cite: string;
  readonly fact: string;
  readonly label: string;
  readonly type: ValueType | 'records';
  readonly op: string;
  readonly need: WrittenValue | readonly WrittenValue[];
  /** null: no record at all. */
  readonly actual: WrittenValue | null;
  /** In the fact's unit (money: yuan, dates: days); null where there is no distance. */
  readonly gap: WrittenValue | null;
  /** What a ratio's gap means in money: this much more of that fact, everything else as it is. */
  readonly lift?: Readonly<Record<string, string>>;
  /** For registers: the record that comes nearest, and what it lacks. */
  readonly nearest?: { readonly record: string; readonly lacks: readonly FieldLack[] };
  readonly events: readonly string[];
}

export interface FieldLack {
  readonly field: string;
  readonly label: string;
  readonly op: string;
  readonly need: WrittenValue | readonly WrittenValue[];
  readonly actual: WrittenValue | null;
  readonly gap: WrittenValue | null;
}

/** One thing to do, as data and as a sentence. */
export interface Step {
  /** What it is about: a fact's key, a register, `manual:…`. */
  readonly fact: string;
  readonly label: string;
  readonly direction: 'more' | 'less' | 'report' | 'other';
  /** By how much, in the fact's unit (money: yuan); null where there is no amount. */
  readonly by: WrittenValue | null;
  /** Chinese, e.g. 研发费用（2022年）再增加1万元. */
  readonly say: string;
  /** Of a figure that the enterprise itself can declare. */
  readonly declare?: { readonly figure: string; readonly year: number };
}

/**
 * The nearest thing that would change a clause's answer: `fulfil` the conditions that fail · `report`
 * what is missing · `next-tier` of an amount · `points` of an assessment.
 */
export interface NextStep {
  readonly clause: string;
  readonly kind: 'fulfil' | 'report' | 'next-tier' | 'points';
  /** All of them together. */
  readonly steps: readonly Step[];
  /** What the clause comes to then, all else being as it is (decimal yuan); null: not to be told. */
  readonly reach: string | null;
  readonly say: string;
}

export type ClauseStatus = 'eligible' | 'not-eligible' | 'unknown' | 'not-in-force';

/**
 * `awarded` it counts in full · `superseded` another of its group counts instead (or all of it was
 * had at an earlier level) · `capped` a yearly cap cuts it.
 */
export type Outcome = 'awarded' | 'superseded' | 'capped';

/** All amounts are decimal strings of yuan. */
export interface ClauseResult {
  readonly clause: string;
  readonly article: string;
  readonly text: string;
  readonly status: ClauseStatus;
  readonly benefit: string;
  /** By the clause alone; null when not eligible, not money, or not computable yet (see missing). */
  readonly amount: string | null;
  /** How the amount comes about. */
  readonly calculation?: string;
  readonly outcome?: Outcome;
  /** What counts after exclusivity and caps, beyond what was granted before. */
  readonly payable?: string;
  /** The clause that supersedes this one. */
  readonly by?: string;
  /** Why the outcome is not the plain amount. */
  readonly why?: string;
  /** What was granted before and counts against it. */
  readonly granted?: string;
  /** What the text leaves open and an officer has to decide. */
  readonly decision?: string;
  readonly budget?: readonly BudgetNote[];
  readonly score?: ClauseScoreResult;
  /** Another version of the list than the result's judged it: what happened was before the change. */
  readonly judgedBy?: { readonly version: number; readonly why: string };
  /** Clauses not yet decided that might supersede this one. */
  readonly provisional?: readonly string[];
  readonly service?: string;
  readonly fails: readonly Fail[];
  readonly missing: readonly Missing[];
  /** The most it could come to while facts are missing; null: no upper bound. */
  readonly maxPossible?: string | null;
  readonly events: readonly string[];
  /** What the answer stands on that is declared only; left out when there is nothing. */
  readonly unconfirmed?: readonly Unconfirmed[];
  readonly department?: string;
  readonly deadline?: string;
  readonly papers?: readonly string[];
}

/** One enterprise against one version of a list (the `result` of a check). */
export interface ListResult {
  readonly list: string;
  readonly version: number;
  readonly title: string;
  readonly sample: boolean;
  readonly listHash: string;
  readonly factsHash: string;
  readonly engine: string;
  readonly asOf: string;
  readonly awardYear: number;
  /** Sum of what counts. */
  readonly total: string;
  /** Of a list that assesses. */
  readonly assessment?: Assessment;
  /** The version that judged what happened before a change of rules (从旧). */
  readonly before?: { readonly version: number; readonly listHash: string };
  /** General conditions that nothing here checks. */
  readonly notChecked: readonly string[];
  readonly results: readonly ClauseResult[];
}
