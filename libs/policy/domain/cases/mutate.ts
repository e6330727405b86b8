import { showValue } from '../facts/values.js';
import type { Clause, PolicyList } from '../list/model.js';
import { mutateBenefit } from './mutate-benefit.js';
import { mutateCondition } from './mutate-condition.js';
import { mutateScore } from './mutate-score.js';

/** A list with one mistake in it that somebody could have made. */
export interface Mutant {
  /** Index of the clause that it is in; undefined for a rule over the whole list. */
  readonly clause?: number;
  /** Within the document. */
  readonly path: string;
  /** Chinese: what was changed. */
  readonly change: string;
  /** Chinese: what case would tell it from the list. */
  readonly wanted: string;
  readonly list: PolicyList;
}

/** A changed part with what was changed; `path` is within the part. */
export interface Change<T> {
  readonly path: string;
  readonly change: string;
  readonly wanted: string;
  readonly value: T;
}

/** Every mutant of a list: of conditions, amounts, points, groups and caps. */
export function mutantsOf(list: PolicyList): readonly Mutant[] {
  return [
    ...list.clauses.flatMap((clause, i) =>
      mutateClause(clause).map(({ value, path, change, wanted }) => ({
        ...{ clause: i, path: `clauses.${i}.${path}`, change, wanted },
        list: { ...list, clauses: list.clauses.with(i, value) },
      })),
    ),
    ...mutateGroups(list),
    ...mutateCaps(list),
  ];
}

function mutateClause(clause: Clause): readonly Change<Clause>[] {
  const { when, benefit, score } = clause;
  return [
    ...mutateCondition(when).map((each) => ({ ...each, value: { ...clause, when: each.value } })),
    ...mutateBenefit(benefit).map((each) => ({
      ...each,
      path: each.path === '' ? 'benefit' : `benefit.${each.path}`,
      value: { ...clause, benefit: each.value },
    })),
    ...(score
      ? mutateScore(score.score, 'score').map((each) => ({
          ...each,
          value: { ...clause, score: { ...score, score: each.value } },
        }))
      : []),
  ];
}

function mutateGroups(list: PolicyList): readonly Mutant[] {
  return list.exclusivity
    .filter(({ rule }) => rule !== 'stack')
    .map((group) => ({
      path: `exclusivity.${list.exclusivity.indexOf(group)}`,
      change: `去掉互斥组“${group.id}”（${group.text}）`,
      wanted: `加一个用例：同一企业同时符合 ${group.members.join('、')}${group.members.length > 1 ? ' 中的两条' : '，且以前已有可扣减的级别或兑现'}，写明 payable`,
      list: { ...list, exclusivity: list.exclusivity.filter((each) => each !== group) },
    }));
}

function mutateCaps(list: PolicyList): readonly Mutant[] {
  return list.caps.flatMap((cap, i) =>
    cap.scope === 'enterprise'
      ? [
          {
            path: `caps.${i}`,
            change: `去掉限额“${cap.id}”（${showValue({ type: 'money' }, cap.max)}）`,
            wanted: `加一个用例：各条合计超过${showValue({ type: 'money' }, cap.max)}，写明 total`,
            list: { ...list, caps: list.caps.filter((each) => each !== cap) },
          },
        ]
      : [],
  );
}
