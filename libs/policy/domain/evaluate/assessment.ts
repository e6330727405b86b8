import { num, showValue } from '../facts/values.js';
import type { PolicyList, Tree } from '../list/model.js';
import { TOTAL_SCORE, type PassLeaf } from '../list/score-model.js';
import type { Assessment, Requirement, ScoreRange } from '../result.js';
import { holdsWithin, resolveOperands, type When } from './compare.js';
import { sayOperator } from './distance.js';
import type { Judged } from './judge.js';
import { allOf, anyOf, not, type Truth } from './kleene.js';
import type { Points } from '../list/score-model.js';

const VERDICTS: Readonly<Record<Truth, Assessment['verdict']>> = {
  yes: 'pass',
  no: 'fail',
  unknown: 'open',
};

/** Where the enterprise stands: points of all clauses together, and what passing asks for. */
export function assess(list: PolicyList, judged: readonly Judged[], when: When): Assessment {
  const byId = new Map(judged.map((each) => [each.settled.clause.id, each]));
  const leaf = (of: PassLeaf): Truth => testLeaf(of, byId, judged, when);
  const verdict = list.pass ? truthOfTree(list.pass, leaf) : 'unknown';
  return {
    verdict: VERDICTS[verdict],
    ...(list.level ? { level: list.level } : {}),
    score: writeRange(totalOf(judged), outOf(list)),
    requirements: list.pass
      ? leaves(list.pass).map((each) => requirement(each, leaf(each), byId, when))
      : [],
  };
}

export function writeRange({ min, max }: Points, full: number): ScoreRange {
  return { min, max, known: min === max, outOf: full };
}

function outOf(list: PolicyList): number {
  return list.clauses.reduce((sum, { score }) => sum + (score?.max ?? 0), 0);
}

/** A clause that is not in force gives nobody points. */
function totalOf(judged: readonly Judged[]): Points {
  const scores = judged.flatMap(({ score }) => score ?? []);
  return {
    min: scores.reduce((sum, { min }) => sum + min, 0),
    max: scores.reduce((sum, { max }) => sum + max, 0),
  };
}

function truthOfTree(tree: Tree<PassLeaf>, leaf: (of: PassLeaf) => Truth): Truth {
  if (tree.kind === 'leaf') return leaf(tree.leaf);
  const truths = tree.of.map((sub) => truthOfTree(sub, leaf));
  return tree.kind === 'all' ? allOf(truths) : anyOf(truths);
}

function testLeaf(
  leaf: PassLeaf,
  byId: ReadonlyMap<string, Judged>,
  judged: readonly Judged[],
  when: When,
): Truth {
  if (leaf.kind === 'clause') {
    const truth = verdictOf(byId.get(leaf.clause));
    return leaf.expected ? truth : not(truth);
  }
  const points = leaf.of === TOTAL_SCORE ? totalOf(judged) : byId.get(leaf.of)?.score;
  if (!points) return 'unknown';
  const range = { lo: num(points.min), hi: num(points.max) };
  return holdsWithin(leaf.test, range, resolveOperands(leaf.test, when));
}

function verdictOf(judged: Judged | undefined): Truth {
  const status = judged?.settled.status;
  if (status === 'eligible') return 'yes';
  return status === 'not-eligible' ? 'no' : 'unknown';
}

function leaves(tree: Tree<PassLeaf>): readonly PassLeaf[] {
  return tree.kind === 'leaf' ? [tree.leaf] : tree.of.flatMap(leaves);
}

const POINTS = { type: 'integer' } as const;

function requirement(
  leaf: PassLeaf,
  verdict: Truth,
  byId: ReadonlyMap<string, Judged>,
  when: When,
): Requirement {
  const name = leaf.kind === 'clause' ? leaf.clause : leaf.of;
  const clause = byId.get(name)?.settled.clause;
  const what = clause ? `${clause.article}（${clause.text}）` : '综合得分';
  if (leaf.kind === 'clause') {
    return { label: `${leaf.expected ? '' : '不属于：'}${what}`, verdict, clause: name };
  }
  const values = resolveOperands(leaf.test, when).map((value) => showValue(POINTS, value));
  const label = `${what}得分${sayOperator(POINTS, leaf.test.op)}${values.join('至')}`;
  return { label, verdict, ...(clause ? { clause: name } : {}) };
}
