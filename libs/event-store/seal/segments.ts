import type { Pool, PoolClient } from 'pg';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { inTransaction } from '../projections/transaction.js';
import { beginningOf, linkDigest } from './chain.js';
import type { Digest } from './digest.js';
import { findDigest } from './digest.js';

/** Why and where a segment of the chain begins, as it was recorded once. */
export interface RecordedBreak {
  readonly ledgerId: string;
  /** Number of the segment that begins here; 2 is the first that can. */
  readonly segment: number;
  /** The last sound seal before the break; 0n: the beginning of the ledger. */
  readonly position: bigint;
  /** Its digest, or what stands before the first event. */
  readonly digest: Buffer;
  /** Of the new segment's opening. */
  readonly algorithm: string;
  /** Where the first fault was. */
  readonly brokenAt: bigint;
  /** What the head of the segment before said of itself. */
  readonly oldPosition: bigint;
  readonly oldDigest: Buffer | null;
  readonly reason: string;
  readonly recordedBy: string;
  /** ISO 8601, ms. */
  readonly recordedAt: string;
}

/** One stretch of a ledger's chain, made without a break. */
export interface Segment {
  readonly chain: number;
  readonly segment: number;
  /** The segment is about events behind this. */
  readonly after: bigint;
  /** What its first seal follows on. */
  readonly opening: Buffer;
  /** Undefined for the first segment. */
  readonly because?: RecordedBreak;
}

/**
 * The text of a break that is hashed into the segment it begins, so that it can neither be changed
 * nor left out: canonical JSON (RFC 8785) of exactly these members.
 */
export function breakText(recorded: RecordedBreak): string {
  const { ledgerId, segment, position, digest, brokenAt, oldPosition, oldDigest } = recorded;
  const { reason, recordedBy, recordedAt } = recorded;
  return canonicalJson({
    ...{ ledgerId, segment: String(segment), position: String(position) },
    ...{ brokenAt: String(brokenAt), oldPosition: String(oldPosition) },
    oldDigest: oldDigest?.toString('hex') ?? null,
    digest: digest.toString('hex'),
    ...{ reason, recordedBy, recordedAt },
  });
}

/** opening = H(digest of the last sound seal ‖ text of the break) */
export function openingAfter(recorded: RecordedBreak, digest: Digest): Buffer {
  return linkDigest(digest, recorded.digest, breakText(recorded));
}

interface SegmentRow {
  readonly chain: number;
  readonly segment: number;
  readonly position: string | null;
  readonly digest: Buffer | null;
  readonly algorithm: string | null;
  readonly broken_at: string;
  readonly old_position: string;
  readonly old_digest: Buffer | null;
  readonly reason: string;
  readonly recorded_by: string;
  readonly recorded_at: Date | string;
}

const SEGMENTS = `
  select h.chain, h.segment, b.position, b.digest, b.algorithm, b.broken_at, b.old_position,
    b.old_digest, b.reason, b.recorded_by, b.recorded_at
  from seal.head h left join seal.break b on b.chain = h.chain
  where h.ledger_id = $1 order by h.segment`;

/** All segments of a ledger's chain, the first one first; none: nothing was ever sealed. */
export async function segmentsOf(pool: Pool, ledgerId: string): Promise<readonly Segment[]> {
  const { rows } = await pool.query<SegmentRow>(SEGMENTS, [ledgerId]);
  return rows.map((row) => segmentOf(row, ledgerId));
}

function segmentOf(row: SegmentRow, ledgerId: string): Segment {
  const { chain, segment } = row;
  if (row.position === null || row.digest === null) {
    return { chain, segment, after: 0n, opening: beginningOf(ledgerId) };
  }
  const because: RecordedBreak = {
    ...{ ledgerId, segment, position: BigInt(row.position) },
    digest: row.digest,
    algorithm: row.algorithm ?? '',
    brokenAt: BigInt(row.broken_at),
    oldPosition: BigInt(row.old_position),
    oldDigest: row.old_digest,
    reason: row.reason,
    recordedBy: row.recorded_by,
    recordedAt: new Date(row.recorded_at).toISOString(),
  };
  const digest = findDigest(because.algorithm);
  const opening = digest ? openingAfter(because, digest) : because.digest;
  return { chain, segment, after: because.position, opening, because };
}

/** Where a segment ends: at the earliest place behind which a later break was found. */
export interface SegmentEnd {
  readonly position: bigint;
  /** What its last seal has to be. */
  readonly digest: Buffer;
}

/**
 * Where segment `i` ends as the breaks before segment `before` tell; undefined: it is the open one.
 * A break may be found in what an earlier one had left as sound, so later breaks may lie before it.
 * @param before left out: all breaks that were recorded
 */
export function endOf(
  segments: readonly Segment[],
  i: number,
  before = segments.length,
): SegmentEnd | undefined {
  const later = segments.slice(i + 1, before).flatMap(({ because }) => because ?? []);
  return later.reduce<SegmentEnd | undefined>(
    (end, each) => (end === undefined || each.position < end.position ? each : end),
    undefined,
  );
}

/** The segment whose seal counts for a position. */
export function segmentAt(segments: readonly Segment[], position: bigint): Segment | undefined {
  return segments.findLast(({ after }, i) => {
    const end = endOf(segments, i);
    return after < position && (end === undefined || position <= end.position);
  });
}

/** The old head, locked: what seals waits, and then finds it closed. */
const CLOSE = `update seal.head set closed = true
  where ledger_id = $1 and not closed and chain = $2 returning position, digest`;
const BEGIN = `insert into seal.head (ledger_id, segment, position, digest, algorithm)
  values ($1, $2, $3, $4, $5) returning chain`;
const RECORD = `insert into seal.break (chain, ledger_id, segment, position, digest, algorithm,
    broken_at, old_position, old_digest, reason, recorded_by, recorded_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

/** What a new segment is begun with; the rest follows from the old head. */
export type NewBreak = Omit<RecordedBreak, 'segment' | 'oldPosition' | 'oldDigest' | 'algorithm'>;

/**
 * Closes a segment and begins the next one behind the last sound seal, both or neither.
 * @returns undefined when somebody else has done so meanwhile
 */
export async function beginSegment(
  pool: Pool,
  old: Pick<Segment, 'chain' | 'segment'>,
  fresh: NewBreak,
  digest: Digest,
): Promise<RecordedBreak | undefined> {
  return inTransaction(pool, 'begin', async (client: PoolClient) => {
    const { rows } = await client.query<{ position: string; digest: Buffer | null }>(CLOSE, [
      fresh.ledgerId,
      old.chain,
    ]);
    const [closed] = rows;
    if (!closed) return undefined;
    const recorded: RecordedBreak = {
      ...fresh,
      segment: old.segment + 1,
      algorithm: digest.name,
      oldPosition: BigInt(closed.position),
      oldDigest: closed.digest,
    };
    await insertBreak(client, recorded, digest);
    return recorded;
  });
}

async function insertBreak(
  client: PoolClient,
  recorded: RecordedBreak,
  digest: Digest,
): Promise<void> {
  const { ledgerId, segment, position, algorithm } = recorded;
  // At the beginning of the ledger a head has no digest yet: it is computed from the break.
  const opening = position === 0n ? null : openingAfter(recorded, digest);
  const head = [ledgerId, segment, String(position), opening, opening && algorithm];
  const { rows } = await client.query<{ chain: number }>(BEGIN, head);
  const chain = rows[0]?.chain;
  await client.query('insert into seal.sealer (chain) values ($1)', [chain]);
  await client.query(RECORD, [
    ...[chain, ledgerId, segment, String(position)],
    ...[recorded.digest, algorithm, String(recorded.brokenAt)],
    ...[String(recorded.oldPosition), recorded.oldDigest],
    ...[recorded.reason, recorded.recordedBy, recorded.recordedAt],
  ]);
}
