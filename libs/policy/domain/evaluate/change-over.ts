import type { Facts, RegisterEntry } from '../facts/facts.js';
import { isNum, type Value } from '../facts/values.js';
import type { ExclusivityGroup, PolicyList } from '../list/model.js';
import type { When } from './compare.js';
import type { ListVersion } from './evaluate-list.js';
import { FactSlots } from './fact-slots.js';
import { judge, outOfForce, type Judged } from './judge.js';
import type { Outcome } from './outcome.js';
import type { ListRules } from './settle.js';

/** The clauses of a question, each with the version that judges it, and the rules over them. */
export interface JudgedList {
  readonly judged: readonly Judged[];
  readonly rules: ListRules;
  /** The version that is superseded, where it judges along. */
  readonly before?: ListVersion;
}

/**
 * Judges every clause. In the award year in which a version with 从旧 takes effect after 1 January,
 * what happened before its first day is judged by the version it supersedes: the date of a clause
 * is the latest `countedOn` of the records of that counting year that its conditions rest on, under
 * either version; a clause that rests on none (figures, certificates of earlier years) is undated
 * and judged by the new version.
 */
export function judgeList(version: ListVersion, facts: Facts, when: When): JudgedList {
  const { list, before } = version;
  const slots = new FactSlots(facts);
  const judged = list.clauses.map((clause) => judge(clause, list.effective, facts, when, slots));
  if (!before || !hasTransition(list, when)) return { judged, rules: list };
  const old = before.list.clauses.map((c) => judge(c, before.list.effective, facts, when, slots));
  const oldById = new Map(old.map((each) => [each.settled.clause.id, each]));
  const ids = new Set(list.clauses.map(({ id }) => id));
  const chosen = judged.map((now) =>
    choose(now, oldById.get(now.settled.clause.id), version, when),
  );
  const gone = old
    .filter((each) => !ids.has(each.settled.clause.id))
    .filter((each) => isBefore(datesOf([each], when), list.effective.from))
    .map((each) => byOld(each, before));
  return { judged: [...chosen, ...gone], rules: mergeRules(list, before.list), before };
}

/** Rules change within the award year, and the list says 从旧. */
export function hasTransition(list: PolicyList, { awardYear }: When): boolean {
  const { from } = list.effective;
  return (
    list.changeOver === 'old-rule' && from > `${awardYear}-01-01` && from <= `${awardYear}-12-31`
  );
}

function choose(
  now: Judged,
  old: Judged | undefined,
  { list, before }: ListVersion,
  when: When,
): Judged {
  const dates = datesOf(old ? [now, old] : [now], when);
  if (!before || !isBefore(dates, list.effective.from)) return now;
  if (old) return byOld(old, before);
  const { clause, context } = now.settled;
  return {
    ...outOfForce(clause, context),
    judgedBy: { version: before.version, why: `${WHY}，当时没有这一条` },
  };
}

const WHY = '从旧：事实发生在新版施行之前，按原版认定';

function byOld(judged: Judged, before: ListVersion): Judged {
  return { ...judged, judgedBy: { version: before.version, why: WHY } };
}

function isBefore(dates: readonly string[], from: string): boolean {
  return dates.length > 0 && dates.every((date) => date < from);
}

/** Days on which what the conditions rest on happened. */
function datesOf(judged: readonly Judged[], { awardYear }: When): readonly string[] {
  return judged
    .flatMap(({ outcome }) => (outcome ? recordsOf(outcome) : []))
    .filter((record) => isYear(record.fields['countingYear'], awardYear))
    .flatMap(({ fields }) => {
      const { countedOn } = fields;
      return typeof countedOn === 'string' ? [countedOn] : [];
    });
}

function isYear(value: Value | undefined, year: number): boolean {
  return value !== undefined && isNum(value) && value.n === BigInt(year) * value.d;
}

function recordsOf(outcome: Outcome): readonly RegisterEntry[] {
  if (outcome.kind === 'leaf') return outcome.leaf.records ?? [];
  return outcome.of.flatMap(recordsOf);
}

/** The new rules; members that only the old version has stay in the group they were in. */
function mergeRules(list: PolicyList, old: PolicyList): ListRules {
  const ids = new Set(list.clauses.map(({ id }) => id));
  const taken = new Set(list.exclusivity.flatMap(({ members }) => members));
  const stray = (group: ExclusivityGroup): readonly string[] =>
    group.members.filter((id) => !ids.has(id) && !taken.has(id));
  const known = new Map(old.exclusivity.map((group) => [group.id, group]));
  const merged = list.exclusivity.map((group) => {
    const before = known.get(group.id);
    return before ? { ...group, members: [...group.members, ...stray(before)] } : group;
  });
  const left = old.exclusivity
    .filter((group) => !list.exclusivity.some(({ id }) => id === group.id))
    .map((group) => ({ ...group, members: group.members.filter((id) => !taken.has(id)) }));
  return { id: list.id, exclusivity: [...merged, ...left], caps: list.caps };
}
