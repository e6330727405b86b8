import type { FactSpec, FieldSpec, RegisterSpec } from '../facts/dictionary.js';
import type { Num, Value } from '../facts/values.js';
import type { Benefit, Quantity } from './benefit-model.js';
import type { ClauseScore, PassLeaf } from './score-model.js';

/** A policy list after reading: every name is resolved, nothing can be misspelt any more. */
export interface PolicyList {
  readonly id: string;
  readonly version?: number;
  /** The version that this one takes the place of. */
  readonly supersedes?: number;
  readonly title: string;
  readonly purpose: ListPurpose;
  /** Who issued it. */
  readonly level?: ListLevel;
  /** True for a list that shows how it works and pays nobody. */
  readonly sample: boolean;
  readonly basis?: { readonly title: string; readonly documentNumber?: string };
  readonly effective: DateRange;
  /** Conditions that no register can tell; shown beside every answer, never evaluated. */
  readonly general: readonly string[];
  readonly clauses: readonly Clause[];
  readonly exclusivity: readonly ExclusivityGroup[];
  readonly caps: readonly Cap[];
  readonly changeOver: ChangeOver;
  /** Of an assessment: what it takes to pass. */
  readonly pass?: Tree<PassLeaf>;
}

/**
 * `benefits` pays enterprises · `assessment` tells where one stands with conditions and points; it
 * pays nobody and is never the list that a check uses by itself.
 */
export const LIST_PURPOSES = ['benefits', 'assessment'] as const;
export type ListPurpose = (typeof LIST_PURPOSES)[number];

export const LIST_LEVELS = ['national', 'provincial', 'municipal', 'county'] as const;
export type ListLevel = (typeof LIST_LEVELS)[number];

/**
 * What holds for the award year in which a version takes effect. `new-rule` 从新: the new version
 * for all of it · `old-rule` 从旧: what happened before its first day by the version it supersedes.
 */
export const CHANGE_OVERS = ['new-rule', 'old-rule'] as const;
export type ChangeOver = (typeof CHANGE_OVERS)[number];

/** Both ends inclusive. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

export interface Clause {
  readonly id: string;
  readonly article: string;
  readonly text: string;
  readonly audience?: string;
  readonly department?: string;
  readonly deadline?: string;
  readonly papers: readonly string[];
  readonly origin?: { readonly kind: 'sourced' | 'illustrative'; readonly note: string };
  /** Narrower than the list's; left out: the list's. */
  readonly effective?: DateRange;
  readonly when: Condition;
  readonly benefit: Benefit;
  /** Of an assessment: the points that the clause gives. */
  readonly score?: ClauseScore;
}

/** `all`, `any` and leaves. `not` is gone: reading pushes it down to the leaves. */
export type Tree<L> =
  | { readonly kind: 'all'; readonly of: readonly Tree<L>[] }
  | { readonly kind: 'any'; readonly of: readonly Tree<L>[] }
  | { readonly kind: 'leaf'; readonly leaf: L };

export type Condition = Tree<Leaf>;
export type Where = Tree<FieldTest>;

export type Operator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'notIn'
  | 'between'
  | 'notBetween'
  | 'within'
  | 'notWithin';

/** A value, or one that the evaluation fills in: `@asOf`, `@year`, `@year-1`, `@yearStart` … */
export type Operand =
  | { readonly literal: Value }
  /** `back`: days for `asOf`, years for the others. */
  | { readonly symbol: 'asOf' | 'year' | 'yearStart' | 'yearEnd'; readonly back: number };

/** `eq … lte` have one operand, `between` two (both inclusive), `in` and `within` one or more. */
export interface Comparison {
  readonly op: Operator;
  readonly operands: readonly Operand[];
}

interface LeafBase {
  /** e.g. `when.all.0`; names the leaf within its clause. */
  readonly path: string;
  /** The words of the clause that this condition stands for; undefined: the whole text. */
  readonly cite?: string;
}

export interface FactLeaf extends LeafBase {
  readonly kind: 'fact';
  readonly fact: FactSpec;
  /** Years before the award year; only for facts by year. */
  readonly back?: number;
  readonly test: Comparison;
}

/** Is there a record (`some`), or none (`none`), that fulfils `where`? */
export interface RecordLeaf extends LeafBase {
  readonly kind: 'some' | 'none';
  readonly register: RegisterSpec;
  readonly where: Where;
}

/** How many records fulfil `where`, or what a field of them sums up to. */
export interface AggregateLeaf extends LeafBase {
  readonly kind: 'count' | 'sum';
  readonly register: RegisterSpec;
  readonly where: Where;
  /** The field that is summed; undefined for a count. */
  readonly field?: FieldSpec;
  readonly test: Comparison;
}

/** What only a person can say; unknown until an officer has answered. */
export interface ManualLeaf extends LeafBase {
  readonly kind: 'manual';
  /** Names the question for ever: answers are kept by it (see questionKey). */
  readonly key: string;
  readonly question: string;
  readonly expected: boolean;
}

export type Leaf = FactLeaf | RecordLeaf | AggregateLeaf | ManualLeaf;

export interface FieldTest {
  readonly field: FieldSpec;
  readonly test: Comparison;
}

/**
 * `highest-only` 就高不重复 · `top-up` 差额补足 · `level-difference` 级差 · `stack` 叠加 ·
 * `upper-included` 含上级.
 */
export const EXCLUSIVITY_RULES = [
  'highest-only',
  'top-up',
  'level-difference',
  'stack',
  'upper-included',
] as const;
export type ExclusivityRule = (typeof EXCLUSIVITY_RULES)[number];

/** Which granted awards a group looks at: those of the award year, or of the list in any year. */
export const WINDOWS = ['year', 'list'] as const;
export type Window = (typeof WINDOWS)[number];

/** Which of several benefits is paid. */
export interface ExclusivityGroup {
  readonly id: string;
  readonly rule: ExclusivityRule;
  readonly window: Window;
  readonly members: readonly string[];
  readonly text: string;
  /** The most its members come to together, granted awards of the window included. */
  readonly cap?: Num;
  /** Of `upper-included`: what the levels above have given. */
  readonly upper?: Quantity;
}

/** What a cap is shared by: one enterprise's clauses, everybody in some clauses, the whole list. */
export const CAP_SCOPES = ['enterprise', 'clause', 'list'] as const;
export type CapScope = (typeof CAP_SCOPES)[number];

/** 按比例 · 先到先得 · 先到先得，不足的结转下年. */
export const SHORT_RULES = ['pro-rata', 'queue', 'next-year'] as const;
export type ShortRule = (typeof SHORT_RULES)[number];

interface CapBase {
  readonly id: string;
  readonly max: Num;
  readonly text: string;
  /** Undefined: all clauses of the list. */
  readonly clauses?: readonly string[];
}

/** The most one enterprise gets in an award year; a check applies it. */
export interface EnterpriseCap extends CapBase {
  readonly scope: 'enterprise';
}

/** The most all enterprises together get in an award year; a check can only point at it. */
export interface BudgetCap extends CapBase {
  readonly scope: 'clause' | 'list';
  readonly whenShort: ShortRule;
}

export type Cap = EnterpriseCap | BudgetCap;

const OPPOSITES: Readonly<Record<Operator, Operator>> = {
  eq: 'ne',
  ne: 'eq',
  gt: 'lte',
  lte: 'gt',
  gte: 'lt',
  lt: 'gte',
  in: 'notIn',
  notIn: 'in',
  between: 'notBetween',
  notBetween: 'between',
  within: 'notWithin',
  notWithin: 'within',
};

export function negateComparison(test: Comparison): Comparison {
  return { op: OPPOSITES[test.op], operands: test.operands };
}

/** De Morgan: the opposite of a tree, with the `not` pushed down to its leaves. */
export function negateTree<L>(tree: Tree<L>, negateLeaf: (leaf: L) => L): Tree<L> {
  if (tree.kind === 'leaf') return { kind: 'leaf', leaf: negateLeaf(tree.leaf) };
  const of = tree.of.map((sub) => negateTree(sub, negateLeaf));
  return { kind: tree.kind === 'all' ? 'any' : 'all', of };
}

export function negateLeaf(leaf: Leaf): Leaf {
  switch (leaf.kind) {
    case 'fact':
    case 'count':
    case 'sum':
      return { ...leaf, test: negateComparison(leaf.test) };
    case 'some':
      return { ...leaf, kind: 'none' };
    case 'none':
      return { ...leaf, kind: 'some' };
    case 'manual':
      return { ...leaf, expected: !leaf.expected };
  }
}

export function negateFieldTest(test: FieldTest): FieldTest {
  return { field: test.field, test: negateComparison(test.test) };
}

/** Leaves of a tree, left to right. */
export function leavesOf<L>(tree: Tree<L>): readonly L[] {
  return tree.kind === 'leaf' ? [tree.leaf] : tree.of.flatMap((sub) => leavesOf(sub));
}
