import type { Decider } from '#libs/kernel/decider.js';
import { Issues, readOneOf, readText } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { FindingResolved } from '../events.js';
import { RESOLUTION_LABELS, type FindingStatus, type Resolution } from './finding.js';

export interface ResolveFindingInput {
  readonly resolution: Resolution;
  readonly note: string;
}

/** What was said last; null: nothing yet. */
export type ResolutionState = ResolveFindingInput | null;

export const resolutionDecider: Decider<ResolutionState, FindingResolved> = {
  initial: null,
  evolve: (_state, { data: { resolution, note } }) => ({ resolution, note }),
};

/** 422 with everything that is wrong. */
export function readResolution(input: ResolveFindingInput): ResolveFindingInput | Refusal {
  const issues = new Issues();
  const resolution = readOneOf(
    input.resolution,
    RESOLUTION_LABELS,
    { path: 'resolution', label: '核实结论', required: true },
    issues,
  );
  const note = readText(
    input.note,
    { path: 'note', label: '核实说明', max: 1000, multiline: true, required: true },
    issues,
  );
  return resolution && note ? { resolution, note } : issues.refusal();
}

/**
 * An officer says what a doubt is. The same again is already so; another conclusion is one more event.
 * @param status what the read model knows of the finding; undefined: nothing
 */
export function resolve(
  findingId: string,
  input: ResolveFindingInput,
  status: FindingStatus | undefined,
  state: ResolutionState,
): readonly FindingResolved[] | Refusal {
  if (status === undefined) return findingNotFound(findingId);
  const isSame = state?.resolution === input.resolution && state.note === input.note;
  if (isSame && status === 'resolved') return [];
  if (status === 'gone') {
    return Refusal.conflict('finding-gone', '相关记录已改变，该疑点已消除，无需处理');
  }
  return [{ type: 'finding.resolved', schemaVersion: 1, data: { findingId, ...input } }];
}

export function findingNotFound(findingId: string): Refusal {
  return Refusal.notFound(
    'finding-not-found',
    `没有编号为 ${findingId.slice(0, 80)} 的疑点，请从疑点列表中选取`,
  );
}
