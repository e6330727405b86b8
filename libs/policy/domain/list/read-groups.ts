import { isPlainMap, type Cursor } from './cursor.js';
import { nearestName } from './findings.js';
import {
  EXCLUSIVITY_RULES,
  WINDOWS,
  type Clause,
  type ExclusivityGroup,
  type Window,
} from './model.js';
import { optionalMoney, quantityType, readQuantity } from './read-benefit.js';
import type { Quantity } from './benefit-model.js';

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

const GROUP_KEYS = ['id', 'rule', 'window', 'members', 'text', 'cap', 'upper'];

function readGroup(at: Cursor, clauses: ReadonlyMap<string, Clause>): ExclusivityGroup | undefined {
  if (!at.isMapOf(GROUP_KEYS, '互斥组')) return undefined;
  const id = at.get('id').id('互斥组标识 id');
  const rule = at.get('rule').oneOf(EXCLUSIVITY_RULES, '互斥规则 rule ');
  const text = at.get('text').text('互斥规则原文 text', 500);
  const window = readWindow(at.get('window'), WINDOWS);
  const cap = optionalMoney(at.get('cap'), '本组限额 cap');
  const upper = readUpper(at.get('upper'), rule);
  const members = readMembers(at.get('members'), clauses);
  if (id === undefined || !rule || text === undefined || !window || !members) return undefined;
  if (rule === 'level-difference') refuseWithoutLevels(at, members);
  return {
    ...{ id, rule, window, text },
    members: members.map((clause) => clause.id),
    ...(cap ? { cap } : {}),
    ...(upper ? { upper } : {}),
  };
}

/** `upper: {of: rd.upperSubsidy, period: year}`: what the levels above have given. */
function readUpper(at: Cursor, rule: ExclusivityGroup['rule'] | undefined): Quantity | undefined {
  if (rule !== 'upper-included') {
    return at.isMissing
      ? undefined
      : at.fail('unknown-key', 'upper 只用于 upper-included（含上级），请去掉或改 rule');
  }
  if (!isPlainMap(at.value)) {
    return at.fail('missing', '缺少上级已给金额 upper，如 {of: rd.upperSubsidy, period: year}');
  }
  if (!at.isMapOf(['of', 'period'], '上级已给金额 upper')) return undefined;
  const quantity = readQuantity(at);
  if (!quantity || quantityType(quantity) === 'money') return quantity;
  return at.get('of').fail('wrong-base', '上级已给金额 upper 的 of 应为金额');
}

export function readWindow<W extends Window>(
  at: Cursor,
  allowed: readonly W[],
): Window | undefined {
  return at.isMissing ? 'year' : at.oneOf(allowed, '期间 window ');
}

/** Known clauses; undefined once one of them is not. */
export function readMembers(
  at: Cursor,
  clauses: ReadonlyMap<string, Clause>,
): readonly Clause[] | undefined {
  const members = at.list('条款 members', { max: 100 });
  const known = members.flatMap((member) => readMember(member, clauses) ?? []);
  return known.length < members.length || known.length === 0 ? undefined : known;
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
    'wrong-member',
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
