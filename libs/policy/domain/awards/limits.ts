import type { Fen } from '#libs/kernel/money.js';
import { floorNum } from '../facts/values.js';
import type { CapScope, ExclusivityRule, PolicyList } from '../list/model.js';

/** What an amount has to stay within, over all awards of a list and year. */
export interface Limit {
  readonly scope: CapScope;
  readonly max: Fen;
  readonly text: string;
  /** Undefined: all clauses. */
  readonly clauses?: readonly string[];
}

/** Clauses of which one enterprise does not get all. */
export interface GroupLimit {
  readonly rule: ExclusivityRule;
  readonly members: readonly string[];
  readonly text: string;
  /** The most its members come to together. */
  readonly cap?: Fen;
}

export interface Limits {
  readonly caps: readonly Limit[];
  readonly groups: readonly GroupLimit[];
}

/** The caps of a list version that granted awards have to keep. */
export function limitsOf(list: PolicyList): Limits {
  return {
    caps: list.caps.map(({ scope, max, text, clauses }) => ({
      scope,
      max: floorNum(max),
      text,
      ...(clauses === undefined ? {} : { clauses }),
    })),
    groups: list.exclusivity.map(({ rule, members, text, cap }) => ({
      rule,
      members,
      text,
      ...(cap === undefined ? {} : { cap: floorNum(cap) }),
    })),
  };
}
