/**
 * The event store port: what the registry needs from an event log, and what every adapter
 * (PostgreSQL here; KurrentDB beside it) must guarantee. The contract suite in
 * `test/contract/event-store` proves each sentence below for each adapter.
 *
 * Guarantees
 * - **Atomic append to one stream** with an expected revision; several streams only by `appendMany`,
 *   each with its own outcome.
 * - **Idempotent re-append**: with `no-stream` or an exact revision, appending the same event ids
 *   again answers the first result. Not promised for `any` and `exists`.
 * - **One global order**: positions rise; within a stream they rise with the revision; two readers
 *   see the same order; a position once read below `safe` never gains a predecessor. Gaps allowed.
 * - **Catch-up loses nothing**: a reader only ever sees positions that no writer can still undercut.
 */

/** `any` no check · `no-stream` must not exist · `exists` must exist · bigint: exactly this revision. */
export type ExpectedRevision = bigint | 'any' | 'no-stream' | 'exists';

/** Metadata is string→string, because that is what every store can keep. No personal data. */
export type EventMetadata = Readonly<Record<string, string>>;

export interface NewEvent {
  /** UUID; the identity for idempotent re-append. */
  readonly id: string;
  /** Stable type, e.g. `recognition.recorded`. */
  readonly type: string;
  readonly data: object;
  readonly metadata: EventMetadata;
}

/** May be decoded when a field is first asked for: take fields by name, do not spread it. */
export interface RecordedEvent {
  readonly id: string;
  /** Name without the ledger prefix, e.g. `enterprise-91411323MAXX00015T`. */
  readonly stream: string;
  /** 0-based, dense within the stream. */
  readonly revision: bigint;
  /** Global, rising, gaps allowed; ≥ 1. */
  readonly position: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
  /**
   * Record time, ISO 8601 with ms: metadata `recordedAt` when the event brought its own (seeded or
   * copied), otherwise the store's stamp at append. NOT monotone: the running maximum in position
   * order is what "known at" uses (see projections/record-clock.projection.ts).
   */
  readonly recordedAt: string;
}

export interface AppendRequest {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** At least one; an empty append is a programming error and throws. */
  readonly events: readonly NewEvent[];
}

export interface AppendResult {
  readonly outcome: 'appended' | 'repeated';
  /** Revision of the last event of the request. */
  readonly revision: bigint;
  /** Position of the last event of the request. */
  readonly position: bigint;
  /** Record time of that event, as a read of it answers: ISO 8601 with ms. */
  readonly recordedAt: string;
}

export interface AppendConflict {
  readonly outcome: 'conflict';
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** The stream's revision now; -1n when it does not exist. */
  readonly actual: bigint;
}

export type AppendOutcome = AppendResult | AppendConflict;

/** The stream was not at the expected revision. */
export class WrongExpectedRevision extends Error {
  constructor(readonly conflict: AppendConflict) {
    super(
      `stream ${conflict.stream}: expected ${String(conflict.expected)}, is at ${conflict.actual}`,
    );
    this.name = 'WrongExpectedRevision';
  }
}

/** The store cannot be reached just now; the same call may succeed later. Maps to 503. */
export class EventStoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EventStoreUnavailable';
  }
}

/** Prefix filter, evaluated by the store: on stream names or on event types, never both. */
export type EventFilter =
  { readonly streamPrefixes: readonly string[] } | { readonly typePrefixes: readonly string[] };

export interface ReadStreamOptions {
  /** First revision to read; default 0n (forwards) or the end (backwards). */
  readonly from?: bigint;
  /** Last revision to read, inclusive; default none. */
  readonly to?: bigint;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Exclusive; default 0n, the beginning. */
  readonly after?: bigint;
  /** Inclusive upper bound; default: the safe end found by this call. */
  readonly upTo?: bigint;
  readonly filter?: EventFilter;
  /** Most events in the page. */
  readonly limit: number;
}

export interface Page {
  readonly events: readonly RecordedEvent[];
  /**
   * Everything up to here has been looked at, also what the filter left out: the next `after`, and
   * a checkpoint that moves even when nothing matches.
   */
  readonly checkpoint: bigint;
  /** True when `checkpoint` was the safe end of the log at the time of the read. */
  readonly end: boolean;
}

export interface Horizon {
  /** Position of the last event that no writer can undercut any more; 0n for an empty log. */
  readonly safe: bigint;
  /**
   * ISO instant, ms: every event the store stamped at or before it lies at or below `safe`, and every
   * later append is stamped after it (record times that are brought along are not stamps). Moves on
   * also under constant traffic. Undefined while writers are in flight and the log's end has never
   * been settled since the store was opened (look again).
   */
  readonly closedAt: string | undefined;
}

export type SubscriptionMessage =
  | { readonly kind: 'page'; readonly page: Page }
  /** Sent when a subscription that was behind has reached the end. */
  | { readonly kind: 'caughtUp'; readonly position: bigint }
  /** Sent when a subscription that had caught up needs more than one page again. */
  | { readonly kind: 'fellBehind'; readonly position: bigint };

export interface SubscribeOptions {
  readonly after: bigint;
  readonly filter?: EventFilter;
  readonly pageSize?: number;
  readonly signal: AbortSignal;
}

export interface EventStore {
  /** Random id of this ledger, given once at its creation; part of every position token. */
  readonly ledgerId: string;

  /** @throws WrongExpectedRevision, EventStoreUnavailable */
  append(request: AppendRequest): Promise<AppendResult>;

  /**
   * Many streams, each with its own outcome, no atomicity over streams. Positions follow the order
   * of the requests (PostgreSQL); on KurrentDB these are appends side by side. Two requests for one
   * stream in a call are a programming error and throw.
   * @throws EventStoreUnavailable
   */
  appendMany(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]>;

  /** Events of one stream; an empty list when it does not exist. */
  readStream(stream: string, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;

  /** One page of the global log in position order, never beyond the safe end. */
  readAll(options: ReadAllOptions): Promise<Page>;

  /** How far the log is settled, and since when. */
  horizon(): Promise<Horizon>;

  /**
   * Follows the log for ever (until `signal` aborts): pages in order, none lost, none twice. An
   * empty page is sent when the checkpoint moved although nothing matched.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage>;

  /** Stops background work and gives back connections. */
  close(): Promise<void>;
}

/** Nest injection token of the one {@link EventStore} of a process. */
export const EVENT_STORE = Symbol('EVENT_STORE');

/** Category of a stream: what stands before its first `-`. */
export function categoryOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
}
