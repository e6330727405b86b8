import { canonicalJson } from '#libs/kernel/canonical-json.js';
import type { EventMetadata, RecordedEvent } from '../port.js';

/**
 * What a copy keeps of an event: everything but its position, which every store gives anew. A record
 * time that was the store's own stamp goes along in the metadata, or the copy would be dated anew.
 */
export interface CarriedEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export function carried(event: RecordedEvent): CarriedEvent {
  const { id, stream, revision, type, data, metadata, recordedAt } = event;
  return { id, stream, revision, type, data, metadata: { ...metadata, recordedAt } };
}

/** Text that is the same exactly when two stores hold the same event. */
export function contentOf(event: RecordedEvent): string {
  return canonicalJson(carried(event));
}
