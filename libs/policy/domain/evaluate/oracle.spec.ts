import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import { describe, expect, it } from '@jest/globals';
import { DICTIONARY } from '../../testing/lists.js';
import { NO_FACTS, type Facts, type KnownValue, type RegisterEntry } from '../facts/facts.js';
import { num, type Value } from '../facts/values.js';
import {
  negateLeaf,
  negateTree,
  type Comparison,
  type Condition,
  type Leaf,
  type Operator,
  type Tree,
} from '../list/model.js';
import { evaluateCondition } from './conditions.js';
import type { Truth } from './kleene.js';

const AS_OF = '2023-11-30';
const YEAR = 2023;

/** mulberry32: the same cases every time, so that a failure can be looked at. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Plain = number | string | boolean;

/** A fact of each type: small ranges, so that values fall on their bounds often. */
interface Subject {
  readonly id: string;
  readonly back?: number;
  readonly ops: readonly Operator[];
  readonly domain: readonly Plain[];
  readonly toValue: (plain: Plain) => Value;
}

const whole = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const DAYS = whole(6).map((i) => `2023-0${i + 1}-15`);
const ORDERED: readonly Operator[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'ne', 'between'];
const CODES: readonly Operator[] = ['eq', 'ne', 'in', 'notIn'];
const fen = (plain: Plain): Value => num(BigInt(Number(plain)) * 100n);
const integer = (plain: Plain): Value => num(Number(plain));
const same = (plain: Plain): Value => (typeof plain === 'number' ? num(plain) : plain);

const SUBJECTS: readonly Subject[] = [
  { id: 'revenue', back: 0, ops: ORDERED, domain: whole(6), toValue: fen },
  { id: 'revenue', back: 1, ops: ORDERED, domain: whole(6), toValue: fen },
  { id: 'staff', back: 0, ops: [...ORDERED, 'in', 'notIn'], domain: whole(6), toValue: integer },
  { id: 'enterprise.registeredOn', ops: ORDERED, domain: DAYS, toValue: same },
  {
    id: 'enterprise.entityType',
    ops: CODES,
    domain: ['enterprise', 'school', 'hospital', 'other'],
    toValue: same,
  },
  { id: 'enterprise.deregistered', ops: ['eq', 'ne'], domain: [true, false], toValue: same },
];

const keyOf = ({ id, back }: Subject): string => (back === undefined ? id : `${id}@${YEAR - back}`);

/** A condition before it is written for one engine or the other. */
type Formula =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Formula[] }
  | { readonly kind: 'not'; readonly of: Formula }
  | {
      readonly kind: 'test';
      readonly subject: Subject;
      readonly op: Operator;
      readonly operands: readonly Plain[];
    }
  | {
      readonly kind: 'count';
      readonly level: string;
      readonly op: Operator;
      readonly operands: readonly Plain[];
    }
  | { readonly kind: 'some'; readonly level: string }
  | { readonly kind: 'manual'; readonly key: string };

type LeafFormula = Exclude<Formula, { kind: 'all' | 'any' | 'not' }>;

const LEVELS = ['national', 'provincial', 'municipal'];
const QUESTIONS = ['q1', 'q2'];

class Draw {
  constructor(private readonly random: () => number) {}

  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  one<T>(of: readonly T[]): T {
    const item = of[this.below(of.length)];
    if (item === undefined) throw new Error('nothing to draw from');
    return item;
  }

  chance(p: number): boolean {
    return this.random() < p;
  }

  formula(depth: number): Formula {
    if (depth === 0 || this.chance(0.3)) return this.leaf();
    if (this.chance(0.2)) return { kind: 'not', of: this.formula(depth - 1) };
    const of = Array.from({ length: 1 + this.below(3) }, () => this.formula(depth - 1));
    return { kind: this.chance(0.5) ? 'all' : 'any', of };
  }

  private leaf(): Formula {
    const which = this.random();
    if (which < 0.1) return { kind: 'manual', key: this.one(QUESTIONS) };
    if (which < 0.2) return { kind: 'some', level: this.one(LEVELS) };
    if (which < 0.3) {
      const op = this.one<Operator>(['gte', 'lt', 'eq', 'ne']);
      return { kind: 'count', level: this.one(LEVELS), op, operands: [this.below(3)] };
    }
    const subject = this.one(SUBJECTS);
    const op = this.one(subject.ops);
    return { kind: 'test', subject, op, operands: this.operands(subject, op) };
  }

  private operands({ domain }: Subject, op: Operator): readonly Plain[] {
    const first = this.one(domain);
    if (op === 'in' || op === 'notIn') return [first, this.one(domain)];
    if (op !== 'between') return [first];
    return [first, this.one(domain)].sort((a, b) => (a < b ? -1 : 1));
  }
}

/** What is known: plain values by key; a missing key is not known. */
interface World {
  readonly values: ReadonlyMap<string, Plain>;
  readonly answers: ReadonlyMap<string, boolean>;
  /** Levels of the platforms; undefined where the level of one is not known. */
  readonly platforms: readonly (string | undefined)[];
}

function worldOf(draw: Draw, missing: number): World {
  const values = SUBJECTS.flatMap((subject) =>
    draw.chance(missing) ? [] : [[keyOf(subject), draw.one(subject.domain)] as const],
  );
  const answers = QUESTIONS.flatMap((key) =>
    draw.chance(missing) ? [] : [[key, draw.chance(0.5)] as const],
  );
  const platforms = Array.from({ length: draw.below(3) }, () =>
    draw.chance(missing) ? undefined : draw.one(LEVELS),
  );
  return { values: new Map(values), answers: new Map(answers), platforms };
}

function factsOf({ values, answers, platforms }: World): Facts {
  const known = SUBJECTS.flatMap((subject) => {
    const plain = values.get(keyOf(subject));
    const value: KnownValue | undefined =
      plain === undefined ? undefined : { value: subject.toValue(plain), events: [] };
    return value ? [[keyOf(subject), value] as const] : [];
  });
  const records = platforms.map((level, i): RegisterEntry => ({
    id: `P${i}`,
    events: [],
    fields: level === undefined ? {} : { level },
  }));
  return {
    ...NO_FACTS,
    values: new Map(known),
    registers: new Map([['innovation-platform', records]]),
    manual: new Map([...answers].map(([key, value]) => [key, { value, events: [] }])),
  };
}

function toCondition(node: Formula): Condition {
  switch (node.kind) {
    case 'all':
    case 'any':
      return { kind: node.kind, of: node.of.map(toCondition) };
    case 'not':
      return negateTree(toCondition(node.of), negateLeaf);
    default:
      return { kind: 'leaf', leaf: toLeaf(node) };
  }
}

function toLeaf(node: LeafFormula): Leaf {
  const path = 'when';
  const register = DICTIONARY.registers.get('innovation-platform');
  const level = register?.fields.get('level');
  if (!register || !level) throw new Error('the dictionary has no platforms');
  const where = (code: string): Tree<{ field: typeof level; test: Comparison }> => ({
    kind: 'leaf',
    leaf: { field: level, test: { op: 'eq', operands: [{ literal: code }] } },
  });
  switch (node.kind) {
    case 'manual':
      return { kind: 'manual', path, key: node.key, question: node.key, expected: true };
    case 'some':
      return { kind: 'some', path, register, where: where(node.level) };
    case 'count': {
      const operands = node.operands.map((plain) => ({ literal: integer(plain) }));
      return {
        kind: 'count',
        path,
        register,
        where: where(node.level),
        test: { op: node.op, operands },
      };
    }
    case 'test': {
      const { subject, op } = node;
      const fact = DICTIONARY.facts.get(subject.id);
      if (!fact) throw new Error(subject.id);
      const operands = node.operands.map((plain) => ({ literal: subject.toValue(plain) }));
      const back = subject.back === undefined ? {} : { back: subject.back };
      return { kind: 'fact', path, fact, ...back, test: { op, operands } };
    }
  }
}

function ours(condition: Condition, world: World): Truth {
  const context = {
    facts: factsOf(world),
    asOf: AS_OF,
    awardYear: YEAR,
    clause: { id: 'c', text: '' },
  };
  return evaluateCondition(condition, context).truth;
}

const NAMES: Partial<Record<Operator, string>> = {
  gt: 'above',
  gte: 'atLeast',
  lt: 'below',
  lte: 'atMost',
  eq: 'equal',
  ne: 'notEqual',
  in: 'in',
  notIn: 'notIn',
};

/** The same formula in the notation of json-rules-engine, which knows no register. */
function toRule(node: Formula): NestedCondition {
  switch (node.kind) {
    case 'all':
      return { all: node.of.map(toRule) };
    case 'any':
      return { any: node.of.map(toRule) };
    case 'not':
      return { not: toRule(node.of) };
    case 'manual':
      return { fact: node.key, operator: 'equal', value: true };
    case 'some':
      return { fact: `platforms.${node.level}`, operator: 'atLeast', value: 1 };
    case 'count':
      return leafRule(`platforms.${node.level}`, node.op, node.operands);
    case 'test':
      return leafRule(keyOf(node.subject), node.op, node.operands);
  }
}

function leafRule(fact: string, op: Operator, operands: readonly Plain[]): NestedCondition {
  const [first, second] = operands;
  if (op === 'between') {
    return {
      all: [
        { fact, operator: 'atLeast', value: first },
        { fact, operator: 'atMost', value: second },
      ],
    };
  }
  const value: unknown = op === 'in' || op === 'notIn' ? operands : first;
  return { fact, operator: NAMES[op] ?? op, value };
}

function factsForRules({ values, answers, platforms }: World): Record<string, Plain> {
  const counts = LEVELS.map(
    (level) => [`platforms.${level}`, platforms.filter((each) => each === level).length] as const,
  );
  return Object.fromEntries([...values, ...answers, ...counts]);
}

/** Rules of many formulas, run over one world at a time. */
async function theirs(
  formulas: readonly Formula[],
  worlds: readonly World[],
): Promise<boolean[][]> {
  const engine = new Engine([], { allowUndefinedFacts: false });
  engine.addOperator('above', (a: Plain, b: Plain) => a > b);
  engine.addOperator('atLeast', (a: Plain, b: Plain) => a >= b);
  engine.addOperator('below', (a: Plain, b: Plain) => a < b);
  engine.addOperator('atMost', (a: Plain, b: Plain) => a <= b);
  formulas.forEach((formula, i) => {
    const rule = toRule(formula);
    const conditions = (
      'all' in rule || 'any' in rule || 'not' in rule ? rule : { all: [rule] }
    ) as TopLevelCondition;
    engine.addRule({ conditions, event: { type: String(i) } });
  });
  const answers: boolean[][] = [];
  for (const world of worlds) {
    const { events } = await engine.run(factsForRules(world));
    const held = new Set(events.map(({ type }) => type));
    answers.push(formulas.map((_, i) => held.has(String(i))));
  }
  return answers;
}

describe('beside json-rules-engine, on fully known facts', () => {
  it('the verdicts are the same in 50,000 cases', async () => {
    const draw = new Draw(randomOf(20231130));
    let cases = 0;
    let yes = 0;
    for (let batch = 0; batch < 10; batch += 1) {
      const formulas = Array.from({ length: 100 }, () => draw.formula(3));
      const worlds = Array.from({ length: 50 }, () => worldOf(draw, 0));
      const conditions = formulas.map(toCondition);
      const expected = await theirs(formulas, worlds);
      for (const [w, world] of worlds.entries()) {
        const got = conditions.map((condition) => ours(condition, world));
        const wanted = (expected[w] ?? []).map((held) => (held ? 'yes' : 'no'));
        expect(got).toEqual(wanted);
        cases += got.length;
        yes += got.filter((truth) => truth === 'yes').length;
      }
    }
    expect(cases).toBe(50_000);
    // A generator that only says no would prove nothing.
    expect(Math.abs(yes / cases - 0.5)).toBeLessThan(0.25);
  }, 120_000);
});

/** Plain two-valued evaluation, written a third time and as simply as can be. */
function holdsIn(node: Formula, world: World): boolean {
  switch (node.kind) {
    case 'all':
      return node.of.every((sub) => holdsIn(sub, world));
    case 'any':
      return node.of.some((sub) => holdsIn(sub, world));
    case 'not':
      return !holdsIn(node.of, world);
    case 'manual':
      return world.answers.get(node.key) === true;
    case 'some':
      return world.platforms.includes(node.level);
    case 'count':
      return compares(world.platforms.filter((level) => level === node.level).length, node);
    case 'test': {
      const value = world.values.get(keyOf(node.subject));
      if (value === undefined) throw new Error('a completed world has every value');
      return compares(value, node);
    }
  }
}

function compares(
  value: Plain,
  { op, operands }: { op: Operator; operands: readonly Plain[] },
): boolean {
  const [first = value, second = first] = operands;
  switch (op) {
    case 'gt':
      return value > first;
    case 'gte':
      return value >= first;
    case 'lt':
      return value < first;
    case 'lte':
      return value <= first;
    case 'eq':
      return value === first;
    case 'ne':
      return value !== first;
    case 'between':
      return value >= first && value <= second;
    case 'in':
      return operands.includes(value);
    case 'notIn':
      return !operands.includes(value);
    default:
      throw new Error(op);
  }
}

/** Leaves by what they ask, so that equal questions get equal answers. */
function leavesOf(node: Formula): readonly LeafFormula[] {
  switch (node.kind) {
    case 'all':
    case 'any':
      return node.of.flatMap(leavesOf);
    case 'not':
      return leavesOf(node.of);
    default:
      return [node];
  }
}

/** Every leaf that is open by itself, decided in every combination (Kleene's strong logic). */
function kleene(node: Formula, world: World): Truth {
  const open = leavesOf(node).filter((leaf) => leafTruth(leaf, world) === 'unknown');
  const seen = new Set<boolean>();
  for (let bits = 0; bits < 2 ** open.length; bits += 1) {
    const decided = new Map(open.map((leaf, i) => [leaf, (bits & (1 << i)) !== 0]));
    seen.add(truthWith(node, world, decided));
  }
  return seen.size > 1 ? 'unknown' : seen.has(true) ? 'yes' : 'no';
}

function truthWith(node: Formula, world: World, decided: ReadonlyMap<Formula, boolean>): boolean {
  switch (node.kind) {
    case 'all':
      return node.of.every((sub) => truthWith(sub, world, decided));
    case 'any':
      return node.of.some((sub) => truthWith(sub, world, decided));
    case 'not':
      return !truthWith(node.of, world, decided);
    default:
      return decided.get(node) ?? leafTruth(node, world) === 'yes';
  }
}

/** A leaf over every completion of what it looks at. */
function leafTruth(leaf: LeafFormula, world: World): Truth {
  const seen = new Set(completionsFor(leaf, world).map((full) => holdsIn(leaf, full)));
  return seen.size > 1 ? 'unknown' : seen.has(true) ? 'yes' : 'no';
}

function completionsFor(leaf: LeafFormula, world: World): readonly World[] {
  if (leaf.kind === 'manual') {
    if (world.answers.has(leaf.key)) return [world];
    return [true, false].map((answer) => ({
      ...world,
      answers: new Map(world.answers).set(leaf.key, answer),
    }));
  }
  if (leaf.kind === 'test') {
    const key = keyOf(leaf.subject);
    if (world.values.has(key)) return [world];
    // Complete registers answer for themselves: nothing said of 已注销 is a no.
    const domain = key === 'enterprise.deregistered' ? [false] : openDomain(leaf);
    return domain.map((value) => ({ ...world, values: new Map(world.values).set(key, value) }));
  }
  return completedPlatforms(world.platforms).map((platforms) => ({ ...world, platforms }));
}

/**
 * Nobody has bounded an unreported value, and a leaf that could turn out either way for some value
 * is open: values beyond both ends of the domain stand for the rest.
 */
function openDomain({ subject, operands }: Extract<Formula, { kind: 'test' }>): readonly Plain[] {
  const { domain } = subject;
  if (typeof domain[0] === 'number') return [...domain, -1, 99];
  if (subject.id === 'enterprise.registeredOn') return [...domain, '0001-01-01', '9999-12-31'];
  return [...domain, ...operands];
}

function completedPlatforms(
  levels: readonly (string | undefined)[],
): readonly (readonly string[])[] {
  return levels.reduce<readonly (readonly string[])[]>(
    (all, level) =>
      all.flatMap((done) =>
        (level === undefined ? [...LEVELS, 'county'] : [level]).map((each) => [...done, each]),
      ),
    [[]],
  );
}

describe('beside a brute-force enumeration, on missing facts', () => {
  it('the verdicts are the same in 20,000 cases', () => {
    const draw = new Draw(randomOf(411323));
    const count = { yes: 0, no: 0, unknown: 0 };
    for (let i = 0; i < 20_000;) {
      const formula = draw.formula(3);
      const condition = toCondition(formula);
      // More open leaves than this would take minutes to enumerate.
      if (leavesOf(formula).length > 10) continue;
      for (let w = 0; w < 4; w += 1, i += 1) {
        const world = worldOf(draw, 0.4);
        const got = ours(condition, world);
        const wanted = kleene(formula, world);
        if (got !== wanted) expect([formula, world, got]).toEqual([formula, world, wanted]);
        count[got] += 1;
      }
    }
    expect(Math.min(count.yes, count.no, count.unknown)).toBeGreaterThan(2_000);
  }, 120_000);

  it('a verdict that is known stays whatever the missing facts turn out to be', () => {
    const draw = new Draw(randomOf(7));
    for (let i = 0; i < 5_000; i += 1) {
      const formula = draw.formula(2);
      const world = worldOf(draw, 0.3);
      const verdict = ours(toCondition(formula), world);
      if (verdict === 'unknown') continue;
      const full = worldOf(draw, 0);
      const completed: World = {
        values: new Map([
          ...full.values,
          ...(world.values.has('enterprise.deregistered')
            ? []
            : ([['enterprise.deregistered', false]] as const)),
          ...world.values,
        ]),
        answers: new Map([...full.answers, ...world.answers]),
        platforms: world.platforms.map((level) => level ?? draw.one(LEVELS)),
      };
      expect(ours(toCondition(formula), completed)).toBe(verdict);
      expect(holdsIn(formula, completed)).toBe(verdict === 'yes');
    }
  });
});
