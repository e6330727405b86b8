import { formatYuan } from '#libs/kernel/money.js';
import { factsHash, type Facts } from '../facts/facts.js';
import type { PolicyList } from '../list/model.js';
import type { ListResult } from '../result.js';
import { assess } from './assessment.js';
import { judgeList } from './change-over.js';
import type { When } from './compare.js';
import { settle } from './settle.js';
import { writeClause } from './write-clause.js';

/** Raised whenever the same list and facts would give another result than before. */
export const ENGINE = '1';

/** A version of a list, ready to be evaluated. */
export interface ListVersion {
  readonly list: PolicyList;
  readonly version: number;
  /** SHA-256 of the document's canonical JSON. */
  readonly hash: string;
  /** The version it supersedes; needed where rules change within an award year (从旧). */
  readonly before?: ListVersion;
}

/**
 * Evaluates one enterprise's facts against one version of a list. Pure: list version, facts, `asOf`
 * and `awardYear` give the same result for ever (for the same {@link ENGINE}).
 */
export function evaluateList(version: ListVersion, facts: Facts, when: When): ListResult {
  const { list } = version;
  const { judged, rules, before } = judgeList(version, facts, when);
  const settled = judged.map(({ settled: item }) => item);
  settle(rules, settled, facts.awards, when);
  const total = settled.reduce((sum, item) => sum + item.payable, 0n);
  return {
    list: list.id,
    version: version.version,
    title: list.title,
    sample: list.sample,
    listHash: version.hash,
    // When it is asked for: of what is evaluated over a county hardly any is.
    get factsHash() {
      return factsHash(facts);
    },
    engine: ENGINE,
    asOf: when.asOf,
    awardYear: when.awardYear,
    total: formatYuan(total),
    ...(list.purpose === 'assessment' ? { assessment: assess(list, judged, when) } : {}),
    ...(before ? { before: { version: before.version, listHash: before.hash } } : {}),
    notChecked: list.general,
    results: judged.map((item) => writeClause(item)),
  };
}
