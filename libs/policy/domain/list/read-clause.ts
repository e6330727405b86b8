import { isPlainMap, type Cursor } from './cursor.js';
import type { Clause, Condition, ListPurpose } from './model.js';
import { readBenefit } from './read-benefit.js';
import { readCondition } from './read-condition.js';
import { readRange } from './read-range.js';
import { readScore } from './read-score.js';
import { TOTAL_SCORE } from './score-model.js';

const MAX_CLAUSES = 300;
export const MAX_TEXT = 2000;

/** The clauses that are right; what is wrong in the others is noted. */
export function readClauses(at: Cursor, purpose: ListPurpose): readonly Clause[] {
  if (at.isMissing) {
    at.fail('missing', '缺少条款 clauses');
    return [];
  }
  const seen = new Set<string>();
  return at.list('条款 clauses', { max: MAX_CLAUSES }).flatMap((place) => {
    const clause = readClause(place, purpose);
    at.log.clause = undefined;
    const id = clause?.id;
    if (id !== undefined && seen.has(id))
      place.get('id').fail('duplicate-id', `条款标识“${id}”重复`);
    if (id !== undefined) seen.add(id);
    return clause ?? [];
  });
}

const CLAUSE_KEYS = [
  'id',
  'article',
  'text',
  'audience',
  'department',
  'deadline',
  'papers',
  'origin',
  'effective',
  'when',
  'benefit',
  'score',
];

function readClause(at: Cursor, purpose: ListPurpose): Clause | undefined {
  if (!isPlainMap(at.value))
    return at.fail('not-a-map', '每个条款应为“键: 值”，含有 id、article、text、when、benefit');
  const id = readId(at.get('id'), purpose);
  const text = at.get('text').text('条款原文 text', MAX_TEXT);
  at.log.clause = { id: id ?? '（未命名）', text: text ?? '' };
  at.isMapOf(CLAUSE_KEYS, '条款');
  const article = at.get('article').text('条款编号 article');
  const content = purpose === 'benefits' ? readPaying(at) : readAssessing(at);
  const extras = readExtras(at);
  if (id === undefined || text === undefined || article === undefined || !content) return undefined;
  return { id, article, text, ...content, ...extras };
}

function readId(at: Cursor, purpose: ListPurpose): string | undefined {
  const id = at.id('条款标识 id');
  return purpose === 'assessment' && id === TOTAL_SCORE
    ? at.fail('not-an-id', `测评清单里“${TOTAL_SCORE}”指总分，条款请换一个标识`)
    : id;
}

function readPaying(at: Cursor) {
  const score = at.get('score');
  if (!score.isMissing) {
    score.fail('unknown-key', '评分 score 只用于 purpose: assessment 的清单');
  }
  const when = readCondition(at.get('when'));
  const benefit = readBenefit(at.get('benefit'));
  return when && benefit ? { when, benefit } : undefined;
}

/** A condition, or points, or both: then points are given only where the condition holds. */
function readAssessing(at: Cursor): Pick<Clause, 'when' | 'benefit' | 'score'> | undefined {
  const [benefit, score] = [at.get('benefit'), at.get('score')];
  if (!benefit.isMissing) {
    benefit.fail('unknown-key', '测评清单（purpose: assessment）不发奖补，请去掉 benefit');
  }
  const always: Condition = { kind: 'all', of: [] };
  const when =
    at.get('when').isMissing && !score.isMissing ? always : readCondition(at.get('when'));
  const points = score.isMissing ? undefined : readScore(score);
  if (!when || (!score.isMissing && !points)) return undefined;
  return { when, benefit: { kind: 'none' }, ...(points ? { score: points } : {}) };
}

function readExtras(at: Cursor) {
  const audience = at.get('audience').optionalText('适用对象 audience');
  const department = at.get('department').optionalText('受理部门 department');
  const deadline = at.get('deadline').optionalText('申报时限 deadline');
  const effective = at.get('effective').isMissing
    ? undefined
    : readRange(at.get('effective'), '条款有效期 effective');
  const origin = readOrigin(at.get('origin'));
  const papers = at.get('papers').isMissing
    ? []
    : at
        .get('papers')
        .list('申报材料 papers', { max: 50 })
        .flatMap((item) => item.text('申报材料') ?? []);
  return {
    papers,
    ...(audience === undefined ? {} : { audience }),
    ...(department === undefined ? {} : { department }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(effective ? { effective } : {}),
    ...(origin ? { origin } : {}),
  };
}

/** Where the clause comes from: modelled on a published one, or made up to show something. */
function readOrigin(at: Cursor): Clause['origin'] {
  if (at.isMissing || !at.isMapOf(['kind', 'note'], '来源 origin')) return undefined;
  const kind = at.get('kind').oneOf(['sourced', 'illustrative'] as const, '来源 kind ');
  const note = at.get('note').text('来源说明 note', 500);
  return kind && note !== undefined ? { kind, note } : undefined;
}
