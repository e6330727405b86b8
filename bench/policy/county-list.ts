import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

const CLAUSES = 20;

interface Raw {
  readonly clauses: readonly { readonly id: string }[];
  readonly exclusivity: readonly { readonly members: readonly string[] }[];
  readonly caps: readonly { readonly clauses?: readonly string[] }[];
}

/** The first twenty clauses of the sample county's list, with the groups and caps that are theirs. */
export function countyList(): string {
  const list = parse(readFileSync('seeds/county-2023/policy-list.yaml', 'utf8')) as Raw;
  const clauses = list.clauses.slice(0, CLAUSES);
  if (clauses.length < CLAUSES) throw new Error(`the sample list has no ${CLAUSES} clauses`);
  const ids = new Set(clauses.map(({ id }) => id));
  const isThere = (id: string): boolean => ids.has(id);
  return stringify({
    ...list,
    clauses,
    exclusivity: list.exclusivity.filter(({ members }) => members.every(isThere)),
    caps: list.caps.filter((cap) => (cap.clauses ?? []).every(isThere)),
  });
}
