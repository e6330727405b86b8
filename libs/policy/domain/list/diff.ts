import { isPlainMap } from './cursor.js';

/** What a change is about. */
export const CHANGE_AREAS = ['text', 'conditions', 'amounts', 'rules', 'details'] as const;
export type ChangeArea = (typeof CHANGE_AREAS)[number];

/** One value that differs; a value that is not there is null. */
export interface ValueChange {
  readonly area: ChangeArea;
  /** Within the clause, or within the list. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface ClauseChange {
  readonly clause: string;
  readonly article: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Of a clause that is in both. */
  readonly changes: readonly ValueChange[];
}

/** What one version of a list has that another has not. */
export interface ListDiff {
  /** Title, time in force, general conditions, groups, caps. */
  readonly list: readonly ValueChange[];
  readonly clauses: readonly ClauseChange[];
}

/** Keys of which every version has its own anyway. */
const OWN_TO_A_VERSION = new Set(['version', 'supersedes', 'clauses']);

/**
 * Compares two versions of a list as documents (plain values); clauses are matched by their id, so
 * their order does not matter.
 */
export function diffLists(before: unknown, after: unknown): ListDiff {
  const [one, two] = [mapOf(before), mapOf(after)];
  const keys = new Set([...Object.keys(one), ...Object.keys(two)]);
  const list = [...keys]
    .filter((key) => !OWN_TO_A_VERSION.has(key))
    .flatMap((key) => changesIn(one[key], two[key], key, () => areaOfList(key)));
  return { list, clauses: diffClauses(clausesOf(one), clausesOf(two)) };
}

type Plain = Readonly<Record<string, unknown>>;

function mapOf(value: unknown): Plain {
  return isPlainMap(value) ? value : {};
}

function clausesOf(document: Plain): ReadonlyMap<string, Plain> {
  const { clauses } = document;
  const all = Array.isArray(clauses) ? clauses.map(mapOf) : [];
  return new Map(all.map((clause) => [String(clause['id']), clause]));
}

function diffClauses(
  before: ReadonlyMap<string, Plain>,
  after: ReadonlyMap<string, Plain>,
): readonly ClauseChange[] {
  const kept = [...after].flatMap(([id, clause]): readonly ClauseChange[] => {
    const was = before.get(id);
    if (!was) return [{ ...named(id, clause), kind: 'added', changes: [] }];
    const changes = changesIn(was, clause, '', areaOfClause);
    return changes.length > 0 ? [{ ...named(id, clause), kind: 'changed', changes }] : [];
  });
  const gone = [...before].flatMap(([id, clause]): readonly ClauseChange[] =>
    after.has(id) ? [] : [{ ...named(id, clause), kind: 'removed', changes: [] }],
  );
  return [...kept, ...gone];
}

function named(clause: string, content: Plain): Pick<ClauseChange, 'clause' | 'article'> {
  const { article } = content;
  return { clause, article: typeof article === 'string' ? article : clause };
}

/** Maps are compared key by key, lists place by place while they are as long as each other. */
function changesIn(
  before: unknown,
  after: unknown,
  path: string,
  areaOf: (path: string) => ChangeArea,
): readonly ValueChange[] {
  if (isPlainMap(before) && isPlainMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      changesIn(before[key], after[key], path === '' ? key : `${path}.${key}`, areaOf),
    );
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, i) => changesIn(item, after[i], `${path}.${i}`, areaOf));
  }
  const [was, now] = [before ?? null, after ?? null];
  if (JSON.stringify(was) === JSON.stringify(now)) return [];
  return [{ area: areaOf(path), path, before: was, after: now }];
}

function areaOfClause(path: string): ChangeArea {
  const [key = ''] = path.split('.');
  if (key === 'when') return 'conditions';
  if (key === 'benefit' || key === 'score') return 'amounts';
  return key === 'text' || key === 'article' ? 'text' : 'details';
}

function areaOfList(key: string): ChangeArea {
  return ['exclusivity', 'caps', 'pass', 'changeOver'].includes(key) ? 'rules' : 'details';
}
