import type { Decider } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { NOT_GREEN, TO_ACKNOWLEDGE } from './cases/case-codes.js';
import type { Finding } from './list/findings.js';
import type { PolicyListDrafted, PolicyListEvent, PolicyListPublished } from './events.js';

/** One version as its list's stream tells it. */
export interface ListVersionState {
  readonly draft: PolicyListDrafted['data'];
  readonly published: boolean;
}

/** Versions by number. They rise without gaps; only the last one can still be a draft. */
export type PolicyListState = ReadonlyMap<number, ListVersionState>;

export const policyListDecider: Decider<PolicyListState, PolicyListEvent> = {
  initial: new Map(),
  evolve: (state, event) => {
    const { version } = event.data;
    if (event.type === 'policyList.drafted') {
      return new Map(state).set(version, { draft: event.data, published: false });
    }
    const known = state.get(version);
    return known ? new Map(state).set(version, { ...known, published: true }) : state;
  },
};

/** A draft before its version is settled: left out of the document, the ledger numbers it. */
export type DraftInput = Omit<PolicyListDrafted['data'], 'version'> & {
  readonly version?: number;
  /** The version that the document says it takes the place of. */
  readonly supersedes?: number;
};

/**
 * Stores a draft as a new version, or anew as the version that is still a draft. The same content
 * again is already so.
 * @returns no event, one event, 409 `version-published`, `version-not-next`, or 422 when the version
 *   that it supersedes is not published
 */
export function draftPolicyList(
  { supersedes, ...input }: DraftInput,
  state: PolicyListState,
): readonly PolicyListDrafted[] | Refusal {
  const version = input.version ?? nextVersion(state);
  const known = state.get(version);
  if (known?.draft.hash === input.hash && (known.published || sameTests(known.draft, input))) {
    return [];
  }
  if (known?.published === true) return versionPublished(input.listId, version);
  const last = state.size;
  if (version > last + 1 || (version === last + 1 && isDraft(state, last))) {
    return Refusal.conflict('version-not-next', sayNext(input.listId, version, state), { version });
  }
  if (supersedes !== undefined && state.get(supersedes)?.published !== true) {
    return supersedesNothing(input.listId, supersedes, state);
  }
  return [{ type: 'policyList.drafted', schemaVersion: 1, data: { ...input, version } }];
}

/** Other cases make another draft: what they say of it is stored with it. */
function sameTests(a: Pick<DraftInput, 'tests'>, b: Pick<DraftInput, 'tests'>): boolean {
  return a.tests === b.tests;
}

function supersedesNothing(listId: string, supersedes: number, state: PolicyListState): Refusal {
  const published = [...state].filter(([, known]) => known.published).map(([number]) => number);
  const known =
    published.length > 0
      ? `可取代的已发布版本：${published.join('、')}`
      : '还没有已发布的版本，请去掉 supersedes';
  const message = `清单 ${listId} 没有已发布的第 ${supersedes} 版，${known}`;
  return Refusal.unacceptable([{ path: 'supersedes', code: 'supersedes-unpublished', message }]);
}

/** The draft that is there, or a new version after the last published one. */
export function nextVersion(state: PolicyListState): number {
  return isDraft(state, state.size) ? state.size : state.size + 1;
}

function isDraft(state: PolicyListState, version: number): boolean {
  return state.get(version)?.published === false;
}

function versionPublished(listId: string, version: number): Refusal {
  return Refusal.conflict(
    'version-published',
    `清单 ${listId} 第 ${version} 版已发布，不能再改；请把 version 改为 ${version + 1} 另起一版`,
    { version },
  );
}

function sayNext(listId: string, version: number, state: PolicyListState): string {
  const next = nextVersion(state);
  const why = isDraft(state, state.size) ? `第 ${state.size} 版还是草稿` : `现有 ${state.size} 版`;
  return `清单 ${listId} ${why}，下一次提交应为第 ${next} 版，而不是第 ${version} 版`;
}

/**
 * Publishes a drafted version; from then on it is immutable.
 * @param acknowledged codes of the doubts that the officer has seen (see TO_ACKNOWLEDGE)
 * @returns no event when it is published already, one event, 404 `version-not-found`, 409
 *   `tests-not-green` or `acknowledgement-needed`
 */
export function publishPolicyList(
  listId: string,
  version: number,
  state: PolicyListState,
  acknowledged: readonly string[] = [],
): readonly PolicyListPublished[] | Refusal {
  const known = state.get(version);
  if (!known) return versionNotFound(listId, version);
  if (known.published) return [];
  const { hash, findings } = known.draft;
  const failed = findings.filter(({ code }) => NOT_GREEN.includes(code));
  if (failed.length > 0) return testsNotGreen(listId, version, failed);
  const doubts = [...new Set(findings.map(({ code }) => code))].filter((code) =>
    TO_ACKNOWLEDGE.includes(code),
  );
  const open = doubts.filter((code) => !acknowledged.includes(code));
  if (open.length > 0) return notAcknowledged(listId, version, open, findings);
  const seen = doubts.length > 0 ? { acknowledged: doubts } : {};
  const data = { listId, version, hash, ...seen };
  return [{ type: 'policyList.published', schemaVersion: 1, data }];
}

function testsNotGreen(listId: string, version: number, failed: readonly Finding[]): Refusal {
  const [first] = failed;
  return Refusal.conflict(
    'tests-not-green',
    `清单 ${listId} 第 ${version} 版有 ${failed.length} 处用例不通过（${first?.message ?? ''}），请改清单或用例后重新提交`,
    { version },
  );
}

function notAcknowledged(
  listId: string,
  version: number,
  open: readonly string[],
  findings: readonly Finding[],
): Refusal {
  const counted = open.map((code) => {
    const count = findings.filter((finding) => finding.code === code).length;
    return `${code}（${DOUBTS[code] ?? ''}${count > 1 ? `，${count} 处` : ''}）`;
  });
  return Refusal.conflict(
    'acknowledgement-needed',
    `发布清单 ${listId} 第 ${version} 版前请确认：${counted.join('、')}；确认后在请求中写明 {"acknowledge": ${JSON.stringify(open)}}`,
    { version },
  );
}

const DOUBTS: Readonly<Record<string, string>> = {
  'no-tests': '没有用例',
  'condition-not-covered': '有条件没有被用例覆盖',
  'mutant-survives': '有些错误用例看不出来',
};

export function versionNotFound(listId: string, version: number): Refusal {
  return Refusal.notFound('version-not-found', `没有清单 ${listId} 的第 ${version} 版`);
}
