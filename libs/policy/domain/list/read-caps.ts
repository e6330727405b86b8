import { isNum } from '../facts/values.js';
import type { Cursor } from './cursor.js';
import { CAP_SCOPES, SHORT_RULES, type Cap, type CapScope, type Clause } from './model.js';
import { readMembers, readWindow } from './read-groups.js';

const KEYS = ['id', 'scope', 'window', 'clauses', 'max', 'whenShort', 'text'];

/** Limits per award year: of one enterprise, of some clauses over all enterprises, of the list. */
export function readCaps(at: Cursor, clauses: readonly Clause[]): readonly Cap[] {
  if (at.isMissing) return [];
  const byId = new Map(clauses.map((clause) => [clause.id, clause]));
  const ids = new Set<string>();
  return at.list('年度限额 caps', { max: 50 }).flatMap((place) => {
    const cap = readCap(place, byId);
    if (!cap) return [];
    if (ids.has(cap.id)) place.get('id').fail('duplicate-id', `限额标识“${cap.id}”重复`);
    ids.add(cap.id);
    return [cap];
  });
}

function readCap(at: Cursor, byId: ReadonlyMap<string, Clause>): Cap | undefined {
  if (!at.isMapOf(KEYS, '年度限额')) return undefined;
  const id = at.get('id').id('限额标识 id');
  const max = at.get('max').typed({ type: 'money' }, '限额 max');
  const text = at.get('text').text('限额原文 text', 500);
  const scope = at.get('scope').isMissing
    ? 'enterprise'
    : at.get('scope').oneOf(CAP_SCOPES, '限额范围 scope ');
  readWindow(at.get('window'), ['year']);
  const clauses = scope && readClauses(at.get('clauses'), scope, byId);
  if (id === undefined || text === undefined || max === undefined || !isNum(max)) return undefined;
  if (max.n <= 0n) return at.get('max').fail('not-positive', '限额应大于零');
  if (!scope || !clauses) return undefined;
  const cap = { id, max, text, ...(clauses.length > 0 ? { clauses } : {}) };
  return scope === 'enterprise' ? ofEnterprise(at, cap) : ofBudget(at, scope, cap);
}

type Read = Omit<Cap, 'scope' | 'whenShort'>;

function ofEnterprise(at: Cursor, cap: Read): Cap | undefined {
  const place = at.get('whenShort');
  if (place.isMissing) return { ...cap, scope: 'enterprise' };
  return place.fail(
    'unknown-key',
    '单个企业的限额没有 whenShort；资金不足的办法只用于 scope: clause 或 list',
  );
}

function ofBudget(at: Cursor, scope: 'clause' | 'list', cap: Read): Cap | undefined {
  const whenShort = at.get('whenShort').oneOf(SHORT_RULES, '资金不足时的办法 whenShort ');
  return whenShort && { ...cap, scope, whenShort };
}

/** Ids of clauses; empty for all of them. */
function readClauses(
  at: Cursor,
  scope: CapScope,
  byId: ReadonlyMap<string, Clause>,
): readonly string[] | undefined {
  if (scope === 'list') {
    return at.isMissing ? [] : at.fail('unknown-key', '总额限制（scope: list）不另列 clauses');
  }
  if (at.isMissing) {
    return scope === 'enterprise'
      ? []
      : at.fail('missing', '条款限额（scope: clause）要列出条款 clauses，如 [innovation-voucher]');
  }
  return readMembers(at, byId)?.map((clause) => clause.id);
}
