import { readDictionary } from '#libs/policy/domain/facts/read-dictionary.js';
import type { Facts, KnownValue } from '#libs/policy/domain/facts/facts.js';
import { num, type Value } from '#libs/policy/domain/facts/values.js';
import { readPolicyList } from '#libs/policy/domain/list/read-list.js';
import type { ListVersion } from '#libs/policy/domain/evaluate/evaluate-list.js';
import { clausesOf, type ClauseSketch, type LeafSketch, type TreeSketch } from './clauses.js';
import { FACTS, YEAR, type Column } from './columns.js';
import { Random } from './random.js';

/** A value as the peers get it: whole numbers (fen, thousandths, days), codes, yes and no. */
export type Plain = number | string | boolean;

/** One enterprise in both forms; what is missing is undefined in one and not there in the other. */
export interface Enterprise {
  readonly facts: Facts;
  readonly plain: Readonly<Record<string, Plain | undefined>>;
}

export interface Workload {
  readonly version: ListVersion;
  readonly clauses: readonly ClauseSketch[];
  readonly enterprises: readonly Enterprise[];
}

export const WHEN = { asOf: `${YEAR}-12-31`, awardYear: YEAR };

/** The same for the same seed. */
export function workloadOf(
  size: { readonly clauses: number; readonly enterprises: number; readonly missing: number },
  seed = 2023,
): Workload {
  const clauses = clausesOf(size.clauses, new Random(seed));
  const random = new Random(seed + 1);
  const enterprises = Array.from({ length: size.enterprises }, () =>
    enterpriseOf(random, size.missing),
  );
  return { version: versionOf(clauses), clauses, enterprises };
}

function enterpriseOf(random: Random, missing: number): Enterprise {
  const values = new Map<string, KnownValue>();
  const plain: Record<string, Plain | undefined> = {};
  for (const column of FACTS) {
    const drawn = random.below(column.range);
    const known = random.fraction() >= missing;
    // Every object has every key, so that a lookup in it is as fast as it gets.
    plain[column.key] = known ? plainOf(column, drawn) : undefined;
    if (known) values.set(column.key, { value: valueOf(column, drawn), events: [random.uuid()] });
  }
  return { facts: { values, registers: new Map(), manual: new Map(), awards: [] }, plain };
}

/** @param drawn a number within the column's range */
export function plainOf({ type, codes }: Column, drawn: number): Plain {
  if (type === 'money') return drawn * 100;
  if (type === 'bool') return drawn === 1;
  return type === 'enum' ? (codes[drawn] ?? '') : drawn;
}

function valueOf(column: Column, drawn: number): Value {
  const plain = plainOf(column, drawn);
  if (typeof plain !== 'number') return plain;
  if (column.type === 'date') return dayOf(drawn);
  return column.type === 'ratio' ? num(drawn, 1000) : num(plain);
}

function dayOf(drawn: number): string {
  return new Date(Date.UTC(2000, 0, 1 + drawn)).toISOString().slice(0, 10);
}

/** The clauses as a list that an officer could have written, read as one is read. */
function versionOf(clauses: readonly ClauseSketch[]): ListVersion {
  const root = {
    list: 'bench',
    title: '测速清单',
    effective: { from: `${YEAR}-01-01`, to: `${YEAR}-12-31` },
    clauses: clauses.map(({ id, when }) => ({
      ...{ id, article: id, text: `测速条款${id}`, when: writeTree(when) },
      benefit: { kind: 'fixed', amount: '10万' },
    })),
  };
  const reading = readPolicyList({ root, lines: new Map() }, dictionary());
  if (!reading.list) throw new Error(JSON.stringify(reading.findings.slice(0, 3)));
  return { list: reading.list, version: 1, hash: reading.hash };
}

function writeTree(tree: TreeSketch): object {
  if ('any' in tree) return { any: tree.any.map(writeTree) };
  return 'all' in tree ? { all: tree.all.map(writeTree) } : writeLeaf(tree);
}

function writeLeaf({ column, op, operands }: LeafSketch): object {
  const written = operands.map((operand) => writeOperand(column, operand));
  const value = op === 'in' || op === 'notIn' ? written : written[0];
  const { fact, back } = column;
  const period = back === 0 ? 'year' : `year-${back}`;
  return { fact, op, value, ...(back === undefined ? {} : { period }) };
}

function writeOperand(column: Column, drawn: number): unknown {
  switch (column.type) {
    case 'money':
      return String(drawn);
    case 'ratio':
      return `${drawn / 10}%`;
    case 'date':
      return dayOf(drawn);
    default:
      return plainOf(column, drawn);
  }
}

function dictionary() {
  const facts = FACTS.map(({ fact, type, codes, back }) => {
    const values = Object.fromEntries(codes.map((code) => [code, `${code}类`]));
    const spec = { label: fact, type, absence: 'unknown', reportAt: '测速', values };
    return [fact, { ...spec, ...(back === undefined ? {} : { period: true }) }] as const;
  });
  return readDictionary({ facts: Object.fromEntries(facts), registers: {} });
}
