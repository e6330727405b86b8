import { isNum } from '../facts/values.js';
import { isPlainMap, type Cursor } from './cursor.js';
import { readCondition, readQuestion } from './read-condition.js';
import type { ClauseScore, Points, Score, ScoreRow } from './score-model.js';

const KINDS = ['table', 'best', 'sum', 'experts'] as const;
const MAX_ROWS = 30;
const MAX_PARTS = 20;
const MAX_DEPTH = 4;
const MAX_POINTS = 1000;
const NO_POINTS: Points = { min: 0, max: 0 };

/** Reads a clause's `score`: `{max, table | best | sum | experts}`. */
export function readScore(at: Cursor): ClauseScore | undefined {
  if (!isPlainMap(at.value)) {
    return at.fail('missing', '评分 score 应写作 {max: 20, table: [{when: …, points: 20}, …]}');
  }
  const max = readWhole(at.get('max'), '满分 max');
  const score = readPart(at, ['max'], max ?? MAX_POINTS, 0);
  if (max === undefined || !score) return undefined;
  const most = mostOf(score);
  if (most > max) {
    return at.get('max').fail('above-max', `各档最高可得 ${most} 分，超过满分 max（${max}）`);
  }
  return { max, score };
}

/** The most points that a score can come to. */
export function mostOf(score: Score): number {
  switch (score.kind) {
    case 'table':
      return Math.max(score.otherwise.max, ...score.rows.map((row) => row.points.max));
    case 'best':
      return Math.max(...score.of.map(mostOf));
    case 'sum':
      return Math.min(
        score.max,
        score.of.map(mostOf).reduce((a, b) => a + b, 0),
      );
    case 'experts':
      return score.points.max;
  }
}

/** @param also keys that stand beside the kind's own; @param max what a sum is cut to */
function readPart(
  at: Cursor,
  also: readonly string[],
  max: number,
  depth: number,
): Score | undefined {
  const kinds = KINDS.filter((key) => isPlainMap(at.value) && Object.hasOwn(at.value, key));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    return at.fail('not-a-score', `评分应含有 ${KINDS.join('、')} 之一（只能一种）`);
  }
  if (depth > MAX_DEPTH) return at.fail('too-deep', `评分嵌套过深，最多 ${MAX_DEPTH} 层`);
  const own = kind === 'experts' ? ['experts', 'key', 'points'] : [kind];
  const limit = kind === 'sum' && depth > 0 ? ['max'] : [];
  const keysFit = at.isMapOf([...own, ...limit, ...also, 'label'], '评分');
  const label = at.get('label').optionalText('指标名 label');
  const score = readOfKind(at, kind, max, depth);
  if (!score || !keysFit) return undefined;
  return label === undefined ? score : { ...score, label };
}

function readOfKind(
  at: Cursor,
  kind: (typeof KINDS)[number],
  max: number,
  depth: number,
): Score | undefined {
  switch (kind) {
    case 'table':
      return readTable(at.get('table'));
    case 'best': {
      const of = readParts(at.get('best'), '选其一 best', max, depth);
      return of && { kind, of };
    }
    case 'sum': {
      const own = at.get('max');
      const most = depth > 0 && !own.isMissing ? readWhole(own, '上限 max') : max;
      const of = readParts(at.get('sum'), '各项指标 sum', most ?? max, depth);
      return of && most !== undefined ? { kind, of, max: most } : undefined;
    }
    case 'experts': {
      const asked = readQuestion(at, 'experts', '专家评分事项 experts');
      const points = readPoints(at.get('points'));
      return asked && points && { kind, ...asked, points };
    }
  }
}

function readParts(
  at: Cursor,
  what: string,
  max: number,
  depth: number,
): readonly Score[] | undefined {
  const places = at.list(what, { max: MAX_PARTS });
  const parts = places.map((place) => readPart(place, [], max, depth + 1));
  const complete = parts.filter((part) => part !== undefined);
  return complete.length === parts.length && complete.length > 0 ? complete : undefined;
}

/** Rows in order; the last one may have no `when` and stands for everything else. */
function readTable(at: Cursor): Score | undefined {
  const places = at.list('评分表 table', { max: MAX_ROWS });
  const rows: ScoreRow[] = [];
  let otherwise = NO_POINTS;
  let complete = places.length > 0;
  for (const [i, place] of places.entries()) {
    const row = readRow(place, i === places.length - 1);
    if (!row) complete = false;
    else if (row.when) rows.push({ when: row.when, points: row.points });
    else otherwise = row.points;
  }
  return complete ? { kind: 'table', rows, otherwise } : undefined;
}

function readRow(at: Cursor, last: boolean) {
  if (!at.isMapOf(['when', 'points'], '评分表的一档')) return undefined;
  const points = readPoints(at.get('points'));
  const place = at.get('when');
  if (place.isMissing && last) return points && { when: undefined, points };
  if (place.isMissing) return place.fail('missing', '只有最后一档可以没有条件 when（其余情形）');
  const when = readCondition(place);
  return when && points && { when, points };
}

/** `20`, or `[7, 8]` where experts decide. */
function readPoints(at: Cursor): Points | undefined {
  if (!Array.isArray(at.value)) {
    const points = readWhole(at, '分值 points');
    return points === undefined ? undefined : { min: points, max: points };
  }
  const [from, to] = at.list('分值 points', { min: 2, max: 2 });
  const min = from && readWhole(from, '最低分');
  const max = to && readWhole(to, '最高分');
  if (min === undefined || max === undefined) return undefined;
  return min <= max ? { min, max } : at.fail('empty-range', '分值区间应为 [最低分, 最高分]');
}

function readWhole(at: Cursor, what: string): number | undefined {
  const value = at.typed({ type: 'integer' }, what);
  if (value === undefined || !isNum(value)) return undefined;
  const points = Number(value.n);
  return points >= 0 && points <= MAX_POINTS
    ? points
    : at.fail('bad-points', `${what}应为 0 至 ${MAX_POINTS} 的整数`);
}
