import { createHash } from 'node:crypto';
import type { EventStore, RecordedEvent } from '../port.js';
import { contentOf } from './carried-event.js';
import { EventCursor } from './event-pages.js';

const PAGE_SIZE = 2_000;

export interface Comparison {
  /** Events that are the same, from the beginning. */
  readonly same: number;
  /** Position of the last of them in the source; 0n: none. */
  readonly lastInSource: bigint;
  readonly streams: number;
  /** SHA-256 over the content of the events of either side, one a line, hex. */
  readonly sourceHash: string;
  readonly targetHash: string;
  /** The first place at which they part; undefined: one is the beginning of the other. */
  readonly difference: Difference | undefined;
  /** True: the target has events behind the source's last. */
  readonly targetLonger: boolean;
  /** True: the source has events behind the target's last. */
  readonly sourceLonger: boolean;
}

export interface Difference {
  readonly source: RecordedEvent;
  readonly target: RecordedEvent;
  /** Which of the members differ. */
  readonly members: readonly string[];
}

/**
 * Goes through two ledgers side by side until they part or one ends: the same ids in the same order,
 * with the same streams, revisions, types, data, metadata and record times; revisions without gaps.
 */
export async function compareLedgers(
  source: { readonly store: EventStore; readonly upTo: bigint },
  target: EventStore,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((position: bigint, upTo: bigint) => void) | undefined;
  } = {},
): Promise<Comparison> {
  const left = new EventCursor(source.store, { after: 0n, upTo: source.upTo, pageSize: PAGE_SIZE });
  const right = new EventCursor(target, { after: 0n, pageSize: PAGE_SIZE });
  const hashes = [createHash('sha256'), createHash('sha256')] as const;
  const revisions = new Map<string, bigint>();
  let [same, lastInSource] = [0, 0n];
  let difference: Difference | undefined;
  for (;;) {
    const [ours, theirs] = await Promise.all([left.next(), right.next()]);
    difference = ours && theirs && differenceOf(ours, theirs, revisions, hashes);
    if (!ours || !theirs || difference) {
      return {
        same,
        lastInSource,
        difference,
        streams: revisions.size,
        sourceHash: hashes[0].digest('hex'),
        targetHash: hashes[1].digest('hex'),
        targetLonger: !ours && theirs !== undefined,
        sourceLonger: !theirs && ours !== undefined,
      };
    }
    same += 1;
    lastInSource = ours.position;
    if (same % PAGE_SIZE === 0) {
      options.signal?.throwIfAborted();
      options.onProgress?.(lastInSource, source.upTo);
    }
  }
}

type Hash = ReturnType<typeof createHash>;

function differenceOf(
  source: RecordedEvent,
  target: RecordedEvent,
  revisions: Map<string, bigint>,
  [sourceHash, targetHash]: readonly [Hash, Hash],
): Difference | undefined {
  const [ours, theirs] = [contentOf(source), contentOf(target)];
  const expected = (revisions.get(target.stream) ?? -1n) + 1n;
  if (ours !== theirs || target.revision !== expected) {
    const members = differingMembers(source, target);
    return { source, target, members: members.length > 0 ? members : ['revision'] };
  }
  revisions.set(target.stream, target.revision);
  sourceHash.update(ours).update('\n');
  targetHash.update(theirs).update('\n');
  return undefined;
}

const MEMBERS = ['id', 'stream', 'revision', 'type', 'data', 'metadata', 'recordedAt'] as const;

function differingMembers(source: RecordedEvent, target: RecordedEvent): string[] {
  return MEMBERS.filter((member) => {
    const [ours, theirs] = [source, target].map((event) =>
      contentOf({ ...EMPTY, recordedAt: '', [member]: event[member] }),
    );
    return member === 'metadata' ? !sameMetadata(source, target) : ours !== theirs;
  });
}

/** The record time is a member of its own. */
function sameMetadata(source: RecordedEvent, target: RecordedEvent): boolean {
  const [ours, theirs] = [source, target].map(({ metadata }) =>
    contentOf({ ...EMPTY, metadata, recordedAt: '' }),
  );
  return ours === theirs;
}

const EMPTY: RecordedEvent = {
  id: '',
  stream: '',
  revision: 0n,
  position: 0n,
  type: '',
  data: null,
  metadata: {},
  recordedAt: '',
};
