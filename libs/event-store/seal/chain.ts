import { canonicalJson } from '#libs/kernel/canonical-json.js';
import type { RecordedEvent } from '../port.js';
import type { Digest } from './digest.js';

/** How far a chain of seals reaches. */
export interface ChainHead {
  /** Number of the chain in this database. */
  readonly chain: number;
  readonly ledgerId: string;
  /** Position of the last sealed event; 0n: none yet. */
  readonly position: bigint;
  /** Its digest; before the first seal what {@link beginningOf} gives. */
  readonly digest: Buffer;
  /** Algorithm of the last seal; null before the first one. */
  readonly algorithm: string | null;
}

/** One link. Id and stream are kept so that an event that has gone can be named. */
export interface Seal {
  readonly position: bigint;
  readonly eventId: string;
  readonly stream: string;
  readonly algorithm: string;
  readonly digest: Buffer;
}

/**
 * What stands in the place of a previous digest at the first event: the ledger's id, as text. So a
 * chain cannot be put under another ledger.
 */
export function beginningOf(ledgerId: string): Buffer {
  return Buffer.from(ledgerId, 'utf8');
}

/**
 * The text of an event that is hashed: canonical JSON (RFC 8785) of exactly these members, with
 * revision and position as decimal strings, since they exceed what a JSON number can hold. It is the
 * event as every reader of the ledger gets it, on any store.
 */
export function sealedText(event: RecordedEvent): string {
  const { id, stream, revision, position, type, data, metadata, recordedAt } = event;
  return canonicalJson({ id, stream, revision, position, type, data, metadata, recordedAt });
}

/** digest_n = H(digest_{n-1} ‖ UTF-8 of the text of event n) */
export function linkDigest(digest: Digest, previous: Buffer, text: string): Buffer {
  const bytes = Buffer.allocUnsafe(previous.length + Buffer.byteLength(text, 'utf8'));
  previous.copy(bytes);
  bytes.write(text, previous.length, 'utf8');
  return digest.hash(bytes);
}

/** The seals of events that follow the head, in the order of their positions. */
export function sealEvents(
  head: ChainHead,
  events: readonly RecordedEvent[],
  digest: Digest,
): Seal[] {
  let previous = head.digest;
  return events.map((event) => {
    previous = linkDigest(digest, previous, sealedText(event));
    const { position, id: eventId, stream } = event;
    return { position, eventId, stream, algorithm: digest.name, digest: previous };
  });
}
