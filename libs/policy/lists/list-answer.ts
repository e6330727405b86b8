import type { CommandResult } from '#libs/event-store/command-runner.js';
import type { DraftPolicyListAnswer } from '../commands.js';
import type { PolicyListState } from '../domain/policy-list.js';

/** A version as its list's stream tells it right after a command. */
export function listAnswer(
  id: string,
  version: number,
  { state, revision, position }: CommandResult<PolicyListState>,
): DraftPolicyListAnswer {
  const known = state.get(version);
  if (!known) throw new Error(`policyList-${id} has no version ${version} after the command`);
  const { title, hash, findings } = known.draft;
  const status = known.published ? 'published' : 'draft';
  return { id, version, status, title, hash, findings, revision, position };
}
