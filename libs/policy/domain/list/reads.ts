import type { Clause, ExclusivityGroup } from './model.js';

/** Granted money may cap, block or top up any clause. */
const AWARDS = 'awards';

/**
 * Which facts a clause reads, in its condition, its benefit or points, and the groups it is in: ids of facts without a year (also
 * of those that a derived fact follows from), ids of registers, `manual:<question>`, `awards`.
 * Walks whatever the clause is made of, so that a new kind of condition cannot be forgotten: a fact
 * or register is what has an id and says what its absence means.
 */
export function reads(
  clause: Pick<Clause, 'id' | 'when' | 'benefit' | 'score'>,
  groups: readonly ExclusivityGroup[],
): ReadonlySet<string> {
  const found = new Set<string>([AWARDS]);
  walk([clause.when, clause.benefit, clause.score], found);
  // What the levels above have given is deducted from every member.
  walk(
    groups.filter(({ members }) => members.includes(clause.id)).map(({ upper }) => upper),
    found,
  );
  return found;
}

function walk(part: unknown, found: Set<string>): void {
  if (Array.isArray(part)) {
    for (const each of part as readonly unknown[]) walk(each, found);
    return;
  }
  if (typeof part !== 'object' || part === null || part instanceof Map) return;
  const told = part as Readonly<Record<string, unknown>>;
  if (typeof told['id'] === 'string' && 'absence' in told) found.add(told['id']);
  if (told['kind'] === 'manual' || told['kind'] === 'experts') {
    // Answers are kept by the key of their question; older ones by its words.
    for (const name of [told['key'], told['question']]) {
      if (typeof name === 'string') found.add(`manual:${name}`);
    }
  }
  for (const each of Object.values(told)) walk(each, found);
}
