import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import grpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';

/**
 * The calls of KurrentDB's protocol that the adapter makes, through the client's channel and
 * generated code. The client's own `readStream` and `readAll` will not do: they go through a native
 * bridge that cuts an event's stamp to whole seconds, cannot be cancelled, knows no deadline and now
 * and then waits 40 ms for the network. Its `appendToStream` shares one gRPC stream among appends and
 * leaves them waiting for ever when that ends without an error.
 */
export type StreamsClient = InstanceType<typeof grpc.StreamsClient>;
export type ReadRequest = InstanceType<typeof streams.ReadReq>;
export type AppendResponse = InstanceType<typeof streams.AppendResp>;
export type ReadResponse = InstanceType<typeof streams.ReadResp>;
export type StoredRecord = InstanceType<typeof streams.ReadResp.ReadEvent.RecordedEvent>;
type ReadOptions = InstanceType<typeof streams.ReadReq.Options>;
type ReadArguments = Parameters<StreamsClient['read']>;
type CallArguments = readonly [NonNullable<ReadArguments[1]>, NonNullable<ReadArguments[2]>];

/** What of the client is not in its types, but is what its own modules use. */
interface ClientInternals {
  execute<T>(
    type: typeof grpc.StreamsClient,
    name: string,
    action: (client: StreamsClient) => Promise<T>,
  ): Promise<T>;
  callArguments(
    base: { readonly requiresLeader: boolean; readonly deadline?: number },
    call?: { readonly deadline: number },
  ): CallArguments;
}

/** @throws Error when the installed client is not made like the one this was written for */
export function internalsOf(client: KurrentDBClient): ClientInternals {
  const internals = client as unknown as ClientInternals;
  if (typeof internals.execute !== 'function' || typeof internals.callArguments !== 'function') {
    throw new Error('this version of @kurrent/kurrentdb-client is not supported');
  }
  return internals;
}

export const { StreamsClient } = grpc;

/** Where a read of the whole log begins, inclusive. */
export type LogStart = 'start' | 'end' | bigint;

export interface StreamRead {
  readonly stream: string;
  readonly from: 'start' | 'end' | bigint;
  readonly backwards: boolean;
  readonly count: number;
}

export interface LogRead {
  readonly from: LogStart;
  readonly backwards?: boolean;
  /** Prefixes of stream names. */
  readonly prefixes?: readonly string[];
  /** `live`: a subscription. */
  readonly count: number | 'live';
}

const LARGEST_COUNT = '9223372036854775807';
/** Checkpoints of a live read come at most so many looked-at events apart (times 32). */
const CHECKPOINT_INTERVAL = 1;

export function streamRequest(read: StreamRead): ReadRequest {
  const options = newOptions(read.backwards);
  const stream = new streams.ReadReq.Options.StreamOptions();
  stream.setStreamIdentifier(identifierOf(read.stream));
  if (read.from === 'start') stream.setStart(new shared.Empty());
  else if (read.from === 'end') stream.setEnd(new shared.Empty());
  else stream.setRevision(String(read.from));
  options.setStream(stream);
  options.setNoFilter(new shared.Empty());
  options.setCount(read.count === Infinity ? LARGEST_COUNT : String(read.count));
  return requestOf(options);
}

export function logRequest(read: LogRead): ReadRequest {
  const options = newOptions(read.backwards ?? false);
  const all = new streams.ReadReq.Options.AllOptions();
  if (read.from === 'start') all.setStart(new shared.Empty());
  else if (read.from === 'end') all.setEnd(new shared.Empty());
  else {
    const position = new streams.ReadReq.Options.Position();
    position.setCommitPosition(String(read.from));
    position.setPreparePosition(String(read.from));
    all.setPosition(position);
  }
  options.setAll(all);
  if (read.prefixes) options.setFilter(prefixFilter(read.prefixes));
  else options.setNoFilter(new shared.Empty());
  if (read.count === 'live') {
    options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
  } else options.setCount(String(read.count));
  return requestOf(options);
}

function newOptions(backwards: boolean): ReadOptions {
  const options = new streams.ReadReq.Options();
  const ids = new streams.ReadReq.Options.UUIDOption();
  ids.setString(new shared.Empty());
  options.setUuidOption(ids);
  options.setResolveLinks(false);
  options.setReadDirection(backwards ? 1 : 0);
  return options;
}

function requestOf(options: ReadOptions): ReadRequest {
  const request = new streams.ReadReq();
  request.setOptions(options);
  return request;
}

function prefixFilter(prefixes: readonly string[]) {
  const expression = new streams.ReadReq.Options.FilterOptions.Expression();
  expression.setPrefixList([...prefixes]);
  const filter = new streams.ReadReq.Options.FilterOptions();
  filter.setStreamIdentifier(expression);
  filter.setCount(new shared.Empty());
  filter.setCheckpointintervalmultiplier(CHECKPOINT_INTERVAL);
  return filter;
}

function identifierOf(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream, 'utf8'));
  return identifier;
}

/** The first message of an append: which stream, expected how. */
export function appendHeader(
  stream: string,
  expected: bigint | 'any' | 'no-stream' | 'exists',
): InstanceType<typeof streams.AppendReq> {
  const options = new streams.AppendReq.Options();
  options.setStreamIdentifier(identifierOf(stream));
  if (expected === 'any') options.setAny(new shared.Empty());
  else if (expected === 'no-stream') options.setNoStream(new shared.Empty());
  else if (expected === 'exists') options.setStreamExists(new shared.Empty());
  else options.setRevision(String(expected));
  const request = new streams.AppendReq();
  request.setOptions(options);
  return request;
}

/** The following messages: one an event, data and metadata as JSON text. */
export function appendEvent(event: {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}): InstanceType<typeof streams.AppendReq> {
  const id = new shared.UUID();
  id.setString(event.id);
  const message = new streams.AppendReq.ProposedMessage();
  message.setId(id);
  message.getMetadataMap().set('type', event.type);
  message.getMetadataMap().set('content-type', 'application/json');
  message.setData(Buffer.from(event.data, 'utf8'));
  message.setCustomMetadata(Buffer.from(event.metadata, 'utf8'));
  const request = new streams.AppendReq();
  request.setProposedMessage(message);
  return request;
}
