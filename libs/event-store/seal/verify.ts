import type { Pool } from 'pg';
import type { EventStore, RecordedEvent } from '../port.js';
import { ChainCheck } from './chain-check.js';
import type { ChainHead, Seal } from './chain.js';
import type { Finding } from './findings.js';
import { findHead, lastSeal, readSeals, type FoundHead } from './seal-rows.js';
import {
  endOf,
  segmentAt,
  segmentsOf,
  type RecordedBreak,
  type Segment,
  type SegmentEnd,
} from './segments.js';
import { checkStreamIndex } from './stream-index-check.js';

const PAGE_SIZE = 2_000;
/** Most events whose place in the index of streams is complained about. */
const MOST_OF_INDEX = 1_000;

/** A head of the chain noted earlier, elsewhere. */
export interface NotedHead {
  readonly position: bigint;
  /** Lower-case hex. */
  readonly digest: string;
}

export interface VerifyOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  /** First position to check; default: the beginning. */
  readonly from?: bigint;
  readonly against?: NotedHead;
  /** True: the events are in this pool's database, whose index of streams is checked too. */
  readonly eventsInPool: boolean;
  readonly onFinding: (finding: Finding) => void;
  /** Told after every page. */
  readonly onProgress?: (position: bigint, head: bigint) => void;
  readonly signal?: AbortSignal;
}

export interface Verdict {
  /** What was checked, up to and with its head; undefined: nothing is sealed. */
  readonly head: ChainHead | undefined;
  readonly events: number;
  readonly seals: number;
  readonly findings: number;
  /** Settled events behind the head that are not sealed yet. */
  readonly unsealed: number;
  /** Breaks that were recorded, each with what is wrong in the stretch that it is about. */
  readonly breaks: readonly ReportedBreak[];
}

/** A break as it was recorded, and what is found behind it in the segment that it closed. */
export interface ReportedBreak extends RecordedBreak {
  readonly findings: readonly Finding[];
  /** How many there are; `findings` names the first. */
  readonly faults: number;
}

interface Counts {
  events: number;
  seals: number;
}

/** Most faults of one recorded break that are named. */
const MOST_RECORDED = 200;

/** Checks the chain of seals up to the head it has now, also while the registry runs. */
export async function verifyChain(options: VerifyOptions): Promise<Verdict> {
  const { pool, store, from = 0n } = options;
  let findings = 0;
  const report = (finding: Finding): void => {
    findings += 1;
    options.onFinding(finding);
  };
  const segments = await segmentsOf(pool, store.ledgerId);
  const counts = { events: 0, seals: 0 };
  const breaks: ReportedBreak[] = [];
  for (const [i, segment] of segments.entries()) {
    const end = endOf(segments, i);
    if (end) await checkClosed(options, segment, end, report, counts);
    if (segment.because) breaks.push(await recordedBreak(options, segments, segment.because));
  }
  const found = await findHead(pool, store.ledgerId);
  const head = found && found.position > 0n ? found : undefined;
  if (found) await checkItems(options, found, report, counts);
  if (options.against) await checkNoted(options, segments, head, options.against, report);
  const { safe } = await store.horizon();
  if (options.eventsInPool) {
    (await checkStreamIndex(pool, safe, MOST_OF_INDEX)).forEach(report);
  }
  const sealed = head?.position ?? 0n;
  const unsealed = await countEvents(options, from > sealed ? from - 1n : sealed, safe);
  return { head, ...counts, findings, unsealed, breaks };
}

/** A segment up to the last sound seal before the break that ended it. */
async function checkClosed(
  options: VerifyOptions,
  segment: Segment,
  { position, digest }: SegmentEnd,
  report: (finding: Finding) => void,
  counts: Counts,
): Promise<void> {
  if (position <= segment.after) return;
  const { ledgerId } = options.store;
  const head = { ...segment, ledgerId, position, digest, algorithm: null, lastSeal: position };
  await checkItems(options, head, report, counts);
}

/**
 * What the segments before say of the events behind the place where this one begins: known, and never
 * hidden.
 */
async function recordedBreak(
  options: VerifyOptions,
  segments: readonly Segment[],
  because: RecordedBreak,
): Promise<ReportedBreak> {
  const quiet = { ...options, onProgress: () => undefined };
  const findings: Finding[] = [];
  let faults = 0;
  const note = (finding: Finding): void => {
    faults += 1;
    if (findings.length < MOST_RECORDED) findings.push(finding);
  };
  for (const [i, segment] of segments.slice(0, because.segment - 1).entries()) {
    const old = await findHead(options.pool, because.ledgerId, segment.chain);
    if (!old) continue;
    const isInside = because.position > segment.after;
    const begin = isInside
      ? { after: because.position, opening: because.digest }
      : { after: segment.after, opening: segment.opening };
    const end = endOf(segments, i, because.segment - 1);
    const until = end ? { ...end, lastSeal: end.position } : {};
    const stretch = { ...old, ...until, ...begin };
    if (stretch.lastSeal <= stretch.after) continue;
    await checkItems({ ...quiet, from: 0n }, stretch, note, { events: 0, seals: 0 });
  }
  return { ...because, findings, faults };
}

/** @param head of a segment: with where it begins and what its first seal follows on */
async function checkItems(
  options: VerifyOptions,
  head: FoundHead,
  report: (finding: Finding) => void,
  counts: Counts,
): Promise<void> {
  const { pool, from = 0n, onProgress } = options;
  const upTo = head.lastSeal > head.position ? head.lastSeal : head.position;
  const after = from - 1n > head.after ? from - 1n : head.after;
  if (upTo <= after) {
    // Nothing is sealed behind the beginning, so the head has to be there.
    if (after === head.after) new ChainCheck(head.opening, report).end(head);
    return;
  }
  const before = after > head.after ? await lastSeal(pool, head.chain, after) : undefined;
  const check = new ChainCheck(before?.digest ?? head.opening, report, before?.algorithm ?? null);
  for await (const { events, seals, checkpoint } of pages(options, head.chain, after, upTo)) {
    for (const item of inOrder(events, seals)) check.step(item);
    counts.events += events.length;
    counts.seals += seals.length;
    onProgress?.(checkpoint, upTo);
  }
  check.end(head);
}

interface ChainPage {
  readonly events: readonly RecordedEvent[];
  readonly seals: readonly Seal[];
  readonly checkpoint: bigint;
}

/** Events and seals of the same stretches of positions. */
async function* pages(
  { pool, store, signal }: VerifyOptions,
  chain: number,
  start: bigint,
  upTo: bigint,
): AsyncGenerator<ChainPage> {
  for (let after = start; after < upTo;) {
    signal?.throwIfAborted();
    const page = await store.readAll({ after, upTo, limit: PAGE_SIZE });
    // Beyond the end of the log there are no events, but there may be seals.
    const stretch = page.end || page.checkpoint <= after ? upTo : page.checkpoint;
    const seals = await readSeals(pool, chain, { after, upTo: stretch, limit: PAGE_SIZE });
    const full = seals.length === PAGE_SIZE ? seals.at(-1) : undefined;
    const checkpoint = full && full.position < stretch ? full.position : stretch;
    const events = page.events.filter((event) => event.position <= checkpoint);
    yield { events, seals, checkpoint };
    after = checkpoint;
  }
}

function* inOrder(
  events: readonly RecordedEvent[],
  seals: readonly Seal[],
): Generator<{ event?: RecordedEvent; seal?: Seal }> {
  let [e, s] = [0, 0];
  while (e < events.length || s < seals.length) {
    const [event, seal] = [events[e], seals[s]];
    const withEvent = event && (!seal || event.position <= seal.position);
    const withSeal = seal && (!event || seal.position <= event.position);
    if (withEvent) e += 1;
    if (withSeal) s += 1;
    yield { ...(withEvent && { event }), ...(withSeal && { seal }) };
  }
}

/** In the segment that the position belongs to; behind a break its seals prove nothing any more. */
async function checkNoted(
  { pool }: VerifyOptions,
  segments: readonly Segment[],
  head: ChainHead | undefined,
  noted: NotedHead,
  report: (finding: Finding) => void,
): Promise<void> {
  const { position } = noted;
  const owner = segmentAt(segments, position);
  const seal = head && owner && (await lastSeal(pool, owner.chain, position));
  if (seal?.position === position && seal.digest.toString('hex') === noted.digest) return;
  const detail = await whyNotNoted(pool, segments, head, seal, noted);
  report({ fault: 'noted-head-differs', position, stream: '', eventId: '', detail });
}

async function whyNotNoted(
  pool: Pool,
  segments: readonly Segment[],
  head: ChainHead | undefined,
  seal: Seal | undefined,
  { position, digest }: NotedHead,
): Promise<string> {
  for (const { chain, segment } of segments) {
    const old = await lastSeal(pool, chain, position);
    if (old?.position === position && old.digest.toString('hex') === digest) {
      return `它是第 ${segment} 段的链头，位于已记录的断裂之后，不能再证明什么`;
    }
  }
  if (head === undefined || head.position < position) {
    return `现在的链只到位置 ${head?.position ?? 0n}`;
  }
  return seal?.position === position ? `现为 ${seal.digest.toString('hex')}` : '此位置现在没有封印';
}

async function countEvents(
  { store, signal }: VerifyOptions,
  start: bigint,
  upTo: bigint,
): Promise<number> {
  let count = 0;
  for (let after = start; after < upTo;) {
    signal?.throwIfAborted();
    const page = await store.readAll({ after, upTo, limit: PAGE_SIZE });
    count += page.events.length;
    if (page.end || page.checkpoint <= after) break;
    after = page.checkpoint;
  }
  return count;
}
