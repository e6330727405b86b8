import type { Cursor } from './cursor.js';
import { isPlainMap } from './cursor.js';
import { nearestName } from './findings.js';
import { negateComparison, type Clause, type Tree } from './model.js';
import { readTree } from './read-condition.js';
import { readComparison } from './read-operands.js';
import { TOTAL_SCORE, type PassLeaf } from './score-model.js';

/**
 * `pass`: what it takes to pass an assessment, as `all` / `any` / `not` over `{clause: id}` and
 * `{score: total | id, op, value}`.
 */
export function readPass(at: Cursor, clauses: readonly Clause[]): Tree<PassLeaf> | undefined {
  if (at.isMissing) {
    return at.fail(
      'missing',
      '测评清单缺少通过条件 pass，如 {all: [{clause: size}, {score: total, op: gte, value: 60}]}',
    );
  }
  const byId = new Map(clauses.map((clause) => [clause.id, clause]));
  return readTree(at, (leafAt) => readLeaf(leafAt, byId), negate, 'clause、score');
}

function readLeaf(at: Cursor, clauses: ReadonlyMap<string, Clause>): PassLeaf | undefined {
  if (isPlainMap(at.value) && Object.hasOwn(at.value, 'score')) return readScoreLeaf(at, clauses);
  if (!at.isMapOf(['clause'], '通过条件（clause 或 score）')) return undefined;
  const clause = readName(at.get('clause'), [...clauses.keys()]);
  return clause === undefined
    ? undefined
    : { kind: 'clause', path: at.path, clause, expected: true };
}

function readScoreLeaf(at: Cursor, clauses: ReadonlyMap<string, Clause>): PassLeaf | undefined {
  const keysFit = at.isMapOf(['score', 'op', 'value'], '得分条件');
  const scored = [...clauses.values()].flatMap(({ id, score }) => (score ? [id] : []));
  const of = readName(at.get('score'), [TOTAL_SCORE, ...scored]);
  const test = readComparison(at, { type: 'integer', label: '得分' });
  if (of === undefined || !test || !keysFit) return undefined;
  return { kind: 'score', path: at.path, of, test };
}

function readName(at: Cursor, known: readonly string[]): string | undefined {
  const name = at.text('条款标识', 60);
  if (name === undefined || known.includes(name)) return name;
  const meant = nearestName(name, known);
  const hint = meant === undefined ? `，可用：${known.join('、')}` : `，是否想写“${meant}”？`;
  return at.fail('unknown-clause', `没有可用的条款“${name}”${hint}`);
}

function negate(leaf: PassLeaf): PassLeaf {
  return leaf.kind === 'clause'
    ? { ...leaf, expected: !leaf.expected }
    : { ...leaf, test: negateComparison(leaf.test) };
}
