import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { compareNum, isNum, num, showValue, type Value, type ValueKind } from '../facts/values.js';
import { sayOperator } from '../evaluate/distance.js';
import type { Comparison, Leaf, Operand, Tree, Where } from './model.js';

/** Two conditions of one `all` that can never hold together. */
export interface Contradiction {
  /** Place of the later one within its tree, as leaves name it. */
  readonly path: string;
  /** Chinese: both, side by side. */
  readonly what: string;
}

/** One comparison about one subject; `space` tells what it can be compared with. */
interface Claim {
  readonly subject: string;
  readonly kind: ValueKind;
  readonly label: string;
  readonly test: Comparison;
  readonly path: string;
}

/** Every pair of conditions in one `all` that excludes each other, also within `where`. */
export function contradictionsIn(tree: Tree<Leaf>): readonly Contradiction[] {
  return allGroups(tree).flatMap((leaves) => [
    ...pairs(leaves.flatMap(claimsOf), excludes),
    ...pairs(leaves, existAndNot),
    ...leaves.flatMap(withinRegister),
  ]);
}

/** The leaves that hold together: each `all` with the `all`s right inside it, each leaf of an `any`. */
function allGroups<L>(tree: Tree<L>): readonly (readonly L[])[] {
  const { together, apart } = split(tree);
  return [together, ...apart.flatMap((sub) => allGroups(sub))];
}

function split<L>(tree: Tree<L>): { together: readonly L[]; apart: readonly Tree<L>[] } {
  if (tree.kind === 'leaf') return { together: [tree.leaf], apart: [] };
  if (tree.kind === 'any') return { together: [], apart: tree.of };
  const parts = tree.of.map((sub) => split(sub));
  return {
    together: parts.flatMap(({ together }) => together),
    apart: parts.flatMap(({ apart }) => apart),
  };
}

function pairs<T>(
  items: readonly T[],
  test: (a: T, b: T) => Contradiction | undefined,
): readonly Contradiction[] {
  return items.flatMap((b, i) => {
    const found = items.slice(0, i).flatMap((a) => test(a, b) ?? []);
    return found.slice(0, 1);
  });
}

function claimsOf(leaf: Leaf): readonly Claim[] {
  const { path } = leaf;
  switch (leaf.kind) {
    case 'fact': {
      const subject = `${leaf.fact.id}@${leaf.back ?? ''}`;
      return [{ subject, kind: leaf.fact, label: leaf.fact.label, test: leaf.test, path }];
    }
    case 'count':
    case 'sum': {
      const subject = canonicalJson([
        leaf.kind,
        leaf.register.id,
        leaf.field?.id ?? null,
        plain(leaf.where),
      ]);
      const kind: ValueKind = leaf.field ?? { type: 'integer' };
      const label = `${leaf.register.label}${leaf.field?.label ?? '条数'}`;
      return [{ subject, kind, label, test: leaf.test, path }];
    }
    case 'manual': {
      const test: Comparison = { op: 'eq', operands: [{ literal: leaf.expected }] };
      const subject = `manual:${leaf.key}`;
      return [{ subject, kind: { type: 'bool' }, label: leaf.question, test, path }];
    }
    default:
      return [];
  }
}

/** Some record, and none, of the same kind. */
function existAndNot(a: Leaf, b: Leaf): Contradiction | undefined {
  if (a.kind === 'some' && b.kind === 'none') return opposed(a, b);
  return a.kind === 'none' && b.kind === 'some' ? opposed(b, a) : undefined;
}

function opposed(
  some: Extract<Leaf, { kind: 'some' | 'none' }>,
  none: Extract<Leaf, { kind: 'some' | 'none' }>,
): Contradiction | undefined {
  const same =
    some.register.id === none.register.id &&
    canonicalJson(plain(some.where)) === canonicalJson(plain(none.where));
  if (!same) return undefined;
  const what = `既要求有、又要求没有同样的${some.register.label}`;
  return { path: none.path, what };
}

function withinRegister(leaf: Leaf): readonly Contradiction[] {
  if (leaf.kind === 'fact' || leaf.kind === 'manual') return [];
  return allGroups(leaf.where).flatMap((tests) => {
    const claims = tests.map(({ field, test }) => ({
      ...{ subject: field.id, kind: field, label: field.label, test, path: leaf.path },
    }));
    return pairs(claims, excludes);
  });
}

/** A `where` without what is not data. */
function plain(where: Where): unknown {
  if (where.kind !== 'leaf') return { [where.kind]: where.of.map(plain) };
  const { field, test } = where.leaf;
  const operands = test.operands.map((operand) =>
    'literal' in operand ? showValue(field, operand.literal) : [operand.symbol, operand.back],
  );
  return [field.id, test.op, operands];
}

function excludes(a: Claim, b: Claim): Contradiction | undefined {
  if (a.subject !== b.subject || !areApart(a, b)) return undefined;
  return { path: b.path, what: `${sayClaim(a)}与${sayClaim(b)}不可能同时成立` };
}

function sayClaim({ kind, label, test }: Claim): string {
  const values = test.operands.map((operand) => sayOperand(kind, operand));
  const joint = test.op === 'between' || test.op === 'notBetween' ? '至' : '或';
  return `“${label}${sayOperator(kind, test.op)}${values.join(joint)}”`;
}

function sayOperand(kind: ValueKind, operand: Operand): string {
  if ('literal' in operand) return showValue(kind, operand.literal);
  const days = operand.symbol === 'asOf' ? 'd' : '';
  return `@${operand.symbol}${operand.back === 0 ? '' : `-${operand.back}${days}`}`;
}

/** Only what can be told for certain: bounds against bounds, codes against codes. */
function areApart(a: Claim, b: Claim): boolean {
  const [one, two] = [rangeOf(a), rangeOf(b)];
  if (one && two) return one.space === two.space && (isAbove(one, two) || isAbove(two, one));
  return codesApart(a.test, b.test);
}

interface Bound {
  readonly at: Num | string;
  readonly open: boolean;
}
type Num = ReturnType<typeof num>;

interface Range {
  readonly space: string;
  readonly lo?: Bound;
  readonly hi?: Bound;
}

function rangeOf({ kind, test }: Claim): Range | undefined {
  if (
    kind.type === 'enum' ||
    kind.type === 'bool' ||
    kind.type === 'region' ||
    kind.type === 'text'
  ) {
    return undefined;
  }
  const places = test.operands.map(placeOf);
  const [first, second = first] = places;
  if (!first || !second || places.some(({ space }) => space !== first.space)) return undefined;
  const { space } = first;
  const whole = kind.type === 'integer' || kind.type === 'money';
  switch (test.op) {
    case 'eq':
      return { space, lo: { at: first.at, open: false }, hi: { at: first.at, open: false } };
    case 'gt':
      return { space, lo: strictly(first.at, 1n, whole) };
    case 'gte':
      return { space, lo: { at: first.at, open: false } };
    case 'lt':
      return { space, hi: strictly(first.at, -1n, whole) };
    case 'lte':
      return { space, hi: { at: first.at, open: false } };
    case 'between':
      return { space, lo: { at: first.at, open: false }, hi: { at: second.at, open: false } };
    default:
      return undefined;
  }
}

/** More than 3 whole things is at least 4. */
function strictly(at: Num | string, step: bigint, whole: boolean): Bound {
  if (typeof at === 'string' || !whole || at.d !== 1n) return { at, open: true };
  return { at: num(at.n + step), open: false };
}

/** A place on a line; `@year-1` lies on another line than 2023, and nobody can tell them apart. */
function placeOf(operand: Operand): { readonly space: string; readonly at: Num | string } {
  if ('literal' in operand) {
    const { literal } = operand;
    return { space: 'literal', at: typeof literal === 'boolean' ? String(literal) : literal };
  }
  const { symbol, back } = operand;
  if (symbol === 'asOf' || symbol === 'year') return { space: symbol, at: num(-back) };
  return { space: 'days', at: num(-back * 10_000 + (symbol === 'yearStart' ? 101 : 1231)) };
}

function isAbove(a: Range, b: Range): boolean {
  if (!a.lo || !b.hi) return false;
  const order = compare(a.lo.at, b.hi.at);
  return order > 0 || (order === 0 && (a.lo.open || b.hi.open));
}

/** Both of one space, so both are numbers or both are dates. */
function compare(a: Num | string, b: Num | string): number {
  if (typeof a === 'string' || typeof b === 'string') return a === b ? 0 : a < b ? -1 : 1;
  return compareNum(a, b);
}

function codesApart(a: Comparison, b: Comparison): boolean {
  const [one, two] = [codesOf(a), codesOf(b)];
  if (!one || !two) return false;
  if (one.allowed && two.allowed) return one.allowed.every((code) => !two.allowed?.includes(code));
  if (one.allowed && two.excluded) return isSubset(one.allowed, two.excluded);
  return two.allowed && one.excluded ? isSubset(two.allowed, one.excluded) : false;
}

function isSubset(codes: readonly string[], of: readonly string[]): boolean {
  return codes.every((code) => of.includes(code));
}

function codesOf({ op, operands }: Comparison) {
  const values = operands.map((operand) =>
    'literal' in operand ? codeText(operand.literal) : undefined,
  );
  const codes = values.filter((code) => code !== undefined);
  if (codes.length < values.length) return undefined;
  if (op === 'eq' || op === 'in') return { allowed: codes };
  return op === 'ne' || op === 'notIn' ? { excluded: codes } : undefined;
}

function codeText(value: Value): string {
  return isNum(value) ? `${value.n}/${value.d}` : String(value);
}
