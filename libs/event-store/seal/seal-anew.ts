import type { Pool } from 'pg';
import type { EventStore } from '../port.js';
import type { Digest } from './digest.js';
import type { Fault, Finding } from './findings.js';
import { lastSeal } from './seal-rows.js';
import { beginSegment, segmentAt, segmentsOf, type RecordedBreak } from './segments.js';
import { verifyChain } from './verify.js';

export interface SealAnew {
  readonly pool: Pool;
  readonly store: EventStore;
  /** Of the new segment's opening. */
  readonly digest: Digest;
  readonly reason: string;
  readonly by: string;
  /** ISO 8601 instant. */
  readonly now: string;
  readonly onFinding: (finding: Finding) => void;
  readonly signal?: AbortSignal;
}

/** `sound`: there is no break · `overtaken`: somebody else has begun another segment meanwhile. */
export type SealedAnew =
  | { readonly outcome: 'sound' | 'overtaken' | 'never-sealed' }
  | { readonly outcome: 'begun'; readonly recorded: RecordedBreak };

/** Faults that are not about events and their seals. */
const ELSEWHERE: readonly Fault[] = ['stream-index', 'noted-head-differs'];

/**
 * Records a break in the chain of seals and begins a new segment behind the last sound seal. Every
 * event behind it is sealed anew, as it is now; the old seals stay, and so does what they say.
 */
export async function sealAnew(options: SealAnew): Promise<SealedAnew> {
  const { pool, store, digest, reason, by, now } = options;
  const { ledgerId } = store;
  const segments = await segmentsOf(pool, ledgerId);
  const current = segments.at(-1);
  if (!current) return { outcome: 'never-sealed' };
  const brokenAt = await firstFault(options);
  if (brokenAt === undefined) return { outcome: 'sound' };
  // The fault may lie in what an earlier segment had sealed.
  const owner = segmentAt(segments, brokenAt) ?? current;
  const last = await lastSeal(pool, owner.chain, brokenAt - 1n);
  const isOwn = last !== undefined && last.position > owner.after;
  const position = isOwn ? last.position : owner.after;
  const anchor = isOwn ? last.digest : owner.opening;
  const fresh = { ledgerId, position, digest: anchor, brokenAt, reason };
  const recorded = await beginSegment(
    pool,
    current,
    { ...fresh, recordedBy: by, recordedAt: now },
    digest,
  );
  return recorded ? { outcome: 'begun', recorded } : { outcome: 'overtaken' };
}

/** Where events and seals first differ; what recorded breaks are about is no news. */
async function firstFault(options: SealAnew): Promise<bigint | undefined> {
  const { pool, store, signal } = options;
  let first: bigint | undefined;
  await verifyChain({
    ...{ pool, store, eventsInPool: false, ...(signal && { signal }) },
    onFinding: (finding) => {
      options.onFinding(finding);
      if (ELSEWHERE.includes(finding.fault)) return;
      if (first === undefined || finding.position < first) first = finding.position;
    },
  });
  return first;
}
