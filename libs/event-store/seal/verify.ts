import type { Pool } from 'pg';
import type { EventStore, RecordedEvent } from '../port.js';
import { ChainCheck } from './chain-check.js';
import { beginningOf, type ChainHead, type Seal } from './chain.js';
import type { Finding } from './findings.js';
import { findHead, lastSeal, readSeals, type FoundHead } from './seal-rows.js';
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
}

/** Checks the chain of seals up to the head it has now, also while the registry runs. */
export async function verifyChain(options: VerifyOptions): Promise<Verdict> {
  const { pool, store, from = 0n } = options;
  let findings = 0;
  const report = (finding: Finding): void => {
    findings += 1;
    options.onFinding(finding);
  };
  const found = await findHead(pool, store.ledgerId);
  const head = found && found.position > 0n ? found : undefined;
  const counts = { events: 0, seals: 0 };
  if (found) await checkItems(options, found, report, counts);
  if (options.against) await checkNoted(options, head, options.against, report);
  const { safe } = await store.horizon();
  if (options.eventsInPool) {
    (await checkStreamIndex(pool, safe, MOST_OF_INDEX)).forEach(report);
  }
  const sealed = head?.position ?? 0n;
  const unsealed = await countEvents(options, from > sealed ? from - 1n : sealed, safe);
  return { head, ...counts, findings, unsealed };
}

async function checkItems(
  options: VerifyOptions,
  head: FoundHead,
  report: (finding: Finding) => void,
  counts: { events: number; seals: number },
): Promise<void> {
  const { pool, store, from = 0n, onProgress } = options;
  const upTo = head.lastSeal > head.position ? head.lastSeal : head.position;
  const after = from > 0n ? from - 1n : 0n;
  if (upTo <= after) return;
  const before = after > 0n ? await lastSeal(pool, head.chain, after) : undefined;
  const check = new ChainCheck(
    before?.digest ?? beginningOf(store.ledgerId),
    report,
    before?.algorithm ?? null,
  );
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

async function checkNoted(
  { pool }: VerifyOptions,
  head: ChainHead | undefined,
  noted: NotedHead,
  report: (finding: Finding) => void,
): Promise<void> {
  const { position } = noted;
  const seal = head && (await lastSeal(pool, head.chain, position));
  if (seal?.position === position && seal.digest.toString('hex') === noted.digest) return;
  const detail =
    head === undefined || head.position < position
      ? `现在的链只到位置 ${head?.position ?? 0n}`
      : seal?.position === position
        ? `现为 ${seal.digest.toString('hex')}`
        : '此位置现在没有封印';
  report({ fault: 'noted-head-differs', position, stream: '', eventId: '', detail });
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
