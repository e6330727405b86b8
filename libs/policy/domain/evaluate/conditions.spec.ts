import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { oneResult } from '../../testing/lists.js';
import type { FactSpec } from '../facts/dictionary.js';
import { NO_FACTS, type Facts } from '../facts/facts.js';
import { num } from '../facts/values.js';
import { negateLeaf, negateTree, type Condition, type Leaf } from '../list/model.js';
import { evaluateCondition, failsOf, missingOf } from './conditions.js';
import type { Truth } from './kleene.js';

/** A formula over leaves that are each their own fact: a leaf's number is its fact's. */
type Formula =
  | { readonly kind: 'leaf'; readonly id: number }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Formula[] }
  | { readonly kind: 'not'; readonly of: Formula };

const formula: fc.Arbitrary<Formula> = fc
  .letrec<{ node: Formula }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constant<Formula>({ kind: 'leaf', id: 0 }),
      fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
      }),
      tie('node').map((of): Formula => ({ kind: 'not', of })),
    ),
  }))
  .node.map((root) => number(root, { next: 0 }))
  .filter((root) => leavesIn(root).length <= 8);

/** Every leaf becomes a fact of its own, so that each can be unknown for itself. */
function number(node: Formula, counter: { next: number }): Formula {
  if (node.kind === 'leaf') return { kind: 'leaf', id: counter.next++ };
  if (node.kind === 'not') return { kind: 'not', of: number(node.of, counter) };
  return { kind: node.kind, of: node.of.map((sub) => number(sub, counter)) };
}

function leavesIn(node: Formula): readonly number[] {
  if (node.kind === 'leaf') return [node.id];
  return node.kind === 'not' ? leavesIn(node.of) : node.of.flatMap(leavesIn);
}

/** Two-valued, straight from the meaning of the words. */
function plainTruth(node: Formula, value: (id: number) => boolean): boolean {
  if (node.kind === 'leaf') return value(node.id);
  if (node.kind === 'not') return !plainTruth(node.of, value);
  const truths = node.of.map((sub) => plainTruth(sub, value));
  return node.kind === 'all' ? truths.every(Boolean) : truths.some(Boolean);
}

function factSpec(id: number): FactSpec {
  const name = `f${id}`;
  return {
    id: name,
    label: name,
    type: 'integer',
    period: false,
    absence: 'unknown',
    reportAt: '某处',
  };
}

function toCondition(node: Formula): Condition {
  if (node.kind === 'not') return negateTree<Leaf>(toCondition(node.of), negateLeaf);
  if (node.kind !== 'leaf') return { kind: node.kind, of: node.of.map(toCondition) };
  const leaf: Leaf = {
    kind: 'fact',
    path: `leaf${node.id}`,
    fact: factSpec(node.id),
    test: { op: 'gte', operands: [{ literal: num(3) }] },
  };
  return { kind: 'leaf', leaf };
}

/** 5 fulfils `≥ 3`, 1 does not, undefined is missing. */
function run(node: Formula, known: readonly (boolean | undefined)[]) {
  const values = new Map(
    known.flatMap((k, id) =>
      k === undefined ? [] : [[`f${id}`, { value: num(k ? 5 : 1), events: [`e${id}`] }] as const],
    ),
  );
  const facts: Facts = { ...NO_FACTS, values };
  const clause = { id: 'c', text: '原文' };
  return evaluateCondition(toCondition(node), {
    facts,
    clause,
    asOf: '2023-06-30',
    awardYear: 2023,
  });
}

/** The verdict over every way the missing leaves could turn out. */
function bruteForce(node: Formula, known: readonly (boolean | undefined)[]): Truth {
  const open = leavesIn(node).filter((id) => known[id] === undefined);
  const seen = new Set<boolean>();
  for (let bits = 0; bits < 2 ** open.length; bits += 1) {
    const filled = (id: number): boolean => known[id] ?? (bits & (1 << open.indexOf(id))) !== 0;
    seen.add(plainTruth(node, filled));
  }
  return seen.size > 1 ? 'unknown' : seen.has(true) ? 'yes' : 'no';
}

const case_ = formula.chain((node) =>
  fc.record({
    node: fc.constant(node),
    known: fc.array(fc.constantFrom(true, false, undefined), {
      minLength: leavesIn(node).length,
      maxLength: leavesIn(node).length,
    }),
  }),
);

describe('a condition over facts of which some are missing', () => {
  it('has the verdict that every completion of the missing ones agrees on', () => {
    fc.assert(
      fc.property(case_, ({ node, known }) => {
        expect(run(node, known).truth).toBe(bruteForce(node, known));
      }),
      { numRuns: 3000 },
    );
  });

  it('asks for exactly the missing facts that can still turn the verdict', () => {
    fc.assert(
      fc.property(case_, ({ node, known }) => {
        const outcome = run(node, known);
        const asked = new Set(missingOf(outcome).map((m) => m.fact));
        const open = leavesIn(node).filter((id) => known[id] === undefined);
        const matters = open.filter((id) => canTurn(node, known, id));
        expect([...asked].sort()).toEqual(matters.map((id) => `f${id}`).sort());
      }),
      { numRuns: 2000 },
    );
  });

  it('names for a no exactly failures whose repair, all together, would make it a yes', () => {
    fc.assert(
      fc.property(case_, ({ node, known }) => {
        const outcome = run(node, known);
        fc.pre(outcome.truth === 'no');
        const blamed = failsOf(outcome).map((f) => Number(f.fact.slice(1)));
        expect(blamed.length).toBeGreaterThan(0);
        expect(blamed.every((id) => known[id] !== undefined)).toBe(true);
        const repaired = known.map((k, id) => (blamed.includes(id) ? !k : k));
        expect(bruteForce(node, repaired)).not.toBe('no');
      }),
      { numRuns: 2000 },
    );
  });

  it('explains a failure also where a not has turned it round', () => {
    const node: Formula = { kind: 'not', of: { kind: 'leaf', id: 0 } };
    const [fail] = failsOf(run(node, [true]));
    expect(fail).toMatchObject({ op: 'lt', need: 3, actual: 5, gap: 3, events: ['e0'] });
  });
});

/** Is there a way for the others to turn out in which this one decides? */
function canTurn(node: Formula, known: readonly (boolean | undefined)[], id: number): boolean {
  const others = leavesIn(node).filter((other) => known[other] === undefined && other !== id);
  for (let bits = 0; bits < 2 ** others.length; bits += 1) {
    const value =
      (self: boolean) =>
      (leaf: number): boolean =>
        leaf === id ? self : (known[leaf] ?? (bits & (1 << others.indexOf(leaf))) !== 0);
    if (plainTruth(node, value(true)) !== plainTruth(node, value(false))) return true;
  }
  return false;
}

describe('facts by year', () => {
  const growth = '{fact: rd.intensity, period: year-1, op: gte, value: 3%}';

  it('a period is counted from the award year, not from the day of the question', () => {
    const given = { 'rd.expense@2022': '300万', 'revenue@2022': '1亿' };
    const at = { asOf: '2024-03-15', awardYear: 2023 };
    expect(oneResult(growth, given, undefined, at).status).toBe('eligible');
    expect(oneResult(growth, given, undefined, { ...at, awardYear: 2024 }).status).toBe('unknown');
  });

  it('exactly 3% is enough, one yuan less is not, and the gap says what to add', () => {
    const revenue = { 'revenue@2022': '1亿' };
    expect(oneResult(growth, { ...revenue, 'rd.expense@2022': '300万' }).status).toBe('eligible');
    const result = oneResult(growth, { ...revenue, 'rd.expense@2022': '2999999' });
    expect(result.status).toBe('not-eligible');
    expect(result.fails[0]).toMatchObject({
      fact: 'rd.intensity@2022',
      need: '0.03',
      actual: '0.029999',
      gap: '0.000001',
      lift: { 'rd.expense@2022': '1.00' },
    });
  });

  it('names both figures that a missing ratio needs, and only the one that is missing', () => {
    expect(oneResult(growth, {}).missing.map((m) => m.fact)).toEqual([
      'rd.expense@2022',
      'revenue@2022',
    ]);
    const result = oneResult(growth, { 'revenue@2022': '1亿' });
    expect(result.missing).toEqual([
      {
        fact: 'rd.expense@2022',
        label: '研发费用（2022年）',
        reportAt: '企业年度申报（研发费用辅助账）',
      },
    ]);
    expect(result.events).toEqual(['evt:revenue@2022']);
  });

  it('a reported zero is a value, not a missing figure', () => {
    const result = oneResult(growth, { 'rd.expense@2022': 0, 'revenue@2022': '1亿' });
    expect(result.status).toBe('not-eligible');
    expect(result.fails[0]).toMatchObject({ actual: '0', gap: '0.03' });
  });

  it('a ratio over nothing is left open and says why', () => {
    const result = oneResult(growth, { 'rd.expense@2022': '1万', 'revenue@2022': 0 });
    expect(result.status).toBe('unknown');
    expect(result.missing[0]?.label).toContain('营业收入（2022年）不大于零，无法计算');
  });

  it('growth compares with the year before', () => {
    const clause = '{fact: rd.superDeductionGrowth, period: year-1, op: gte, value: 20%}';
    const before = { 'rd.superDeduction@2021': '100万' };
    const grown = (now: string) => oneResult(clause, { ...before, 'rd.superDeduction@2022': now });
    expect(grown('120万').status).toBe('eligible');
    expect(grown('119万').fails[0]).toMatchObject({
      actual: '0.19',
      gap: '0.01',
      lift: { 'rd.superDeduction@2022': '10000.00' },
    });
    expect(grown('80万').fails[0]).toMatchObject({ actual: '-0.2', gap: '0.4' });
    const missing = oneResult(clause, { 'rd.superDeduction@2022': '1万' }).missing;
    expect(missing.map((m) => m.fact)).toEqual(['rd.superDeduction@2021']);
  });
});

describe('absence', () => {
  it('no entry in a complete register is a no', () => {
    const clause = '{fact: enterprise.deregistered, op: eq, value: false}';
    expect(oneResult(clause, {}).status).toBe('eligible');
    expect(oneResult(clause, { 'enterprise.deregistered': true }).fails[0]).toMatchObject({
      need: false,
      actual: true,
      gap: null,
    });
  });

  it('an unreported figure is unknown under every operator and its negation', () => {
    for (const op of ['gte', 'gt', 'lte', 'lt', 'eq', 'ne']) {
      const leaf = `{fact: revenue, period: year, op: ${op}, value: 500万}`;
      expect(oneResult(leaf, {}).status).toBe('unknown');
      expect(oneResult(`{not: ${leaf}}`, {}).status).toBe('unknown');
    }
  });

  it('what a known no hides is not asked for', () => {
    const clause =
      '{all: [{fact: revenue, period: year, op: gte, value: 500万}, {fact: enterprise.deregistered, op: eq, value: false}]}';
    const result = oneResult(clause, { 'enterprise.deregistered': true });
    expect(result.status).toBe('not-eligible');
    expect(result.missing).toEqual([]);
    expect(result.fails.map((f) => f.fact)).toEqual(['enterprise.deregistered']);
  });

  it('what a known yes makes needless is not asked for', () => {
    const clause =
      '{any: [{fact: revenue, period: year, op: gte, value: 500万}, {fact: enterprise.deregistered, op: eq, value: false}]}';
    expect(oneResult(clause, {})).toMatchObject({ status: 'eligible', missing: [] });
  });
});

describe('conditions that only a person can judge', () => {
  const clause = '{manual: 现场核查合格}';
  const key = 'manual:c:现场核查合格';

  it('are unknown until somebody has answered', () => {
    expect(oneResult(clause, {})).toMatchObject({
      status: 'unknown',
      missing: [{ fact: key, label: '现场核查合格', reportAt: '由科技局经办核实后填写' }],
    });
  });

  it('take the answer, and its opposite under a not', () => {
    expect(oneResult(clause, { [key]: true }).status).toBe('eligible');
    expect(oneResult(clause, { [key]: false }).fails[0]).toMatchObject({
      need: true,
      actual: false,
    });
    expect(oneResult(`{not: ${clause}}`, { [key]: false }).status).toBe('eligible');
    expect(oneResult(`{not: ${clause}}`, {}).status).toBe('unknown');
  });

  it('go by the key that the list gives them, whatever the words become', () => {
    const keyed = '{manual: 现场核查是否合格, key: on-site}';
    expect(oneResult(keyed, {}).missing).toMatchObject([{ fact: 'manual:on-site' }]);
    expect(oneResult(keyed, { 'manual:on-site': true }).status).toBe('eligible');
  });
});

describe('distances', () => {
  it.each([
    ['gte', '500万', '480万', '200000.00'],
    ['gt', '500万', '500万', '0.01'],
    ['lte', '2亿', '2.1亿', '10000000.00'],
    ['lt', '2亿', '2亿', '0.01'],
    ['eq', '1万', '1.5万', '5000.00'],
    ['between', '[1万, 2万]', '0.5万', '5000.00'],
    ['between', '[1万, 2万]', '3万', '10000.00'],
  ])('of %s %s from %s is %s yuan', (op, value, actual, gap) => {
    const clause = `{fact: revenue, period: year, op: ${op}, value: ${value}}`;
    expect(oneResult(clause, { 'revenue@2023': actual }).fails[0]?.gap).toBe(gap);
  });

  it('between dates are days', () => {
    const clause = '{fact: enterprise.registeredOn, op: lte, value: 2022-12-31}';
    const given = { 'enterprise.registeredOn': '2023-01-30' };
    expect(oneResult(clause, given).fails[0]).toMatchObject({
      need: '2022-12-31',
      actual: '2023-01-30',
      gap: 30,
    });
  });

  it('there is none between codes', () => {
    const clause = '{fact: enterprise.entityType, op: in, value: [enterprise, cooperative]}';
    expect(oneResult(clause, { 'enterprise.entityType': 'school' }).fails[0]).toMatchObject({
      need: ['enterprise', 'cooperative'],
      actual: 'school',
      gap: null,
    });
  });
});
