import { isNum } from '../facts/values.js';
import type { Cursor } from './cursor.js';
import { nearestName } from './findings.js';
import type { Clause, ExclusivityGroup, YearCap } from './model.js';

const SUPPORTED = ['highest-only', 'level-difference', 'stack'] as const;
/** Spelled in the notation, but they need awards that were granted, which the ledger has not yet. */
const NOT_YET: ReadonlyMap<string, string> = new Map([
  ['top-up', '差额补足需要已兑现的奖补'],
  ['upper-included', '扣除上级奖补需要上级已兑现的金额'],
]);

/** Groups of clauses of which not all are paid. A clause is in one group at most. */
export function readExclusivity(
  at: Cursor,
  clauses: readonly Clause[],
): readonly ExclusivityGroup[] {
  if (at.isMissing) return [];
  const byId = new Map(clauses.map((clause) => [clause.id, clause]));
  const taken = new Map<string, string>();
  const ids = new Set<string>();
  return at.list('互斥组 exclusivity', { max: 100 }).flatMap((place) => {
    const group = readGroup(place, byId);
    if (!group) return [];
    if (ids.has(group.id)) place.get('id').fail('duplicate-id', `互斥组标识“${group.id}”重复`);
    ids.add(group.id);
    claimMembers(place, group, taken);
    return [group];
  });
}

function readGroup(at: Cursor, clauses: ReadonlyMap<string, Clause>): ExclusivityGroup | undefined {
  if (!at.isMapOf(['id', 'rule', 'window', 'members', 'text'], '互斥组')) return undefined;
  const id = at.get('id').id('互斥组标识 id');
  const rule = readRule(at.get('rule'));
  const text = at.get('text').text('互斥规则原文 text', 500);
  readWindow(at.get('window'));
  const members = at.get('members').list('互斥组成员 members', { max: 100 });
  const known = members.flatMap((member) => readMember(member, clauses) ?? []);
  if (id === undefined || !rule || text === undefined || known.length < members.length)
    return undefined;
  if (rule === 'level-difference') refuseWithoutLevels(at, known);
  return { id, rule, text, members: known.map((clause) => clause.id) };
}

function readRule(at: Cursor): ExclusivityGroup['rule'] | undefined {
  const missing = typeof at.value === 'string' ? NOT_YET.get(at.value) : undefined;
  if (missing === undefined) return at.oneOf(SUPPORTED, '互斥规则 rule ');
  return at.fail(
    'unsupported-rule',
    `互斥规则“${String(at.value)}”暂不支持（${missing}），目前可用：${SUPPORTED.join('、')}`,
  );
}

function readWindow(at: Cursor): void {
  if (!at.isMissing) at.oneOf(['year'] as const, '期间 window ');
}

function readMember(at: Cursor, clauses: ReadonlyMap<string, Clause>): Clause | undefined {
  const id = at.text('条款标识', 60);
  if (id === undefined) return undefined;
  const clause = clauses.get(id);
  if (clause) return clause;
  const meant = nearestName(id, clauses.keys());
  const hint = meant === undefined ? '' : `，是否想写“${meant}”？`;
  return at.fail('unknown-clause', `没有标识为“${id}”的条款（或该条款本身有误）${hint}`);
}

function refuseWithoutLevels(at: Cursor, members: readonly Clause[]): void {
  const plain = members.filter((clause) => clause.benefit.kind !== 'level-table');
  if (plain.length === 0) return;
  at.get('rule').fail(
    'unsupported-rule',
    `level-difference（级差）的成员须为 level-table 奖补，${plain.map((c) => c.id).join('、')} 不是`,
  );
}

function claimMembers(at: Cursor, group: ExclusivityGroup, taken: Map<string, string>): void {
  for (const [i, member] of group.members.entries()) {
    const other = taken.get(member);
    if (other !== undefined) {
      at.get('members')
        .get(String(i))
        .fail('groups-overlap', `条款“${member}”已在互斥组“${other}”中，一个条款只能在一个组内`);
    }
    taken.set(member, group.id);
  }
}

export function readCaps(at: Cursor): readonly YearCap[] {
  if (at.isMissing) return [];
  return at.list('年度限额 caps', { max: 10 }).flatMap((place) => readCap(place) ?? []);
}

function readCap(at: Cursor): YearCap | undefined {
  if (!at.isMapOf(['id', 'window', 'max', 'text'], '年度限额')) return undefined;
  const id = at.get('id').id('限额标识 id');
  const max = at.get('max').typed({ type: 'money' }, '限额 max');
  const text = at.get('text').text('限额原文 text', 500);
  readWindow(at.get('window'));
  if (id === undefined || text === undefined || max === undefined || !isNum(max)) return undefined;
  return max.n > 0n ? { id, max, text } : at.get('max').fail('not-positive', '限额应大于零');
}
