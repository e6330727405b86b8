import { withArrayLiterals } from '#libs/runtime/database/array-literal.js';
import { encodeRequests, type EncodedEvent } from '../new-event-check.js';
import type { AppendOutcome, AppendRequest, ExpectedRevision } from '../port.js';
import type { BatchItem } from './append-batcher.js';
import { queryRows, type Queryable } from './event-rows.js';

/** JSON text has no line breaks of its own, so lines need no escaping, as elements of an array would. */
const APPEND = `select es.append(
  $1::text[], $2::bigint[], $3::int[], $4::int[], $5::uuid[], $6::text[],
  string_to_array($7, E'\\n')::jsonb[], string_to_array($8, E'\\n')::jsonb[])`;
const APPEND_ONE = 'select es.append_one($1, $2, $3, $4, $5, $6)';

/** The first of the four numbers that answer a request. */
const APPENDED = '0';
const REPEATED = '1';

/** A request that can be kept, with its events as they are sent. */
export interface EncodedAppend extends BatchItem {
  readonly request: AppendRequest;
  readonly encoded: readonly EncodedEvent[];
}

/** @throws UnstorableEvent (see {@link encodeRequests}) */
export function encodeAppends(requests: readonly AppendRequest[]): EncodedAppend[] {
  return encodeRequests(requests).map((encoded, index) => {
    const request = requests[index] as AppendRequest;
    const bytes = encoded.reduce((sum, e) => sum + e.data.length + e.metadata.length, 0);
    return { request, encoded, stream: request.stream, events: encoded.length, bytes };
  });
}

/** All requests in one call and one transaction, outcomes in the order of the requests. */
export function appendRequests(
  db: Queryable,
  requests: readonly AppendRequest[],
): Promise<AppendOutcome[]> {
  return sendAppends(db, encodeAppends(requests));
}

/** The same for requests that have been checked already. */
export async function sendAppends(
  db: Queryable,
  appends: readonly EncodedAppend[],
): Promise<AppendOutcome[]> {
  const [first] = appends;
  if (first === undefined) return [];
  const [event, second] = first.encoded;
  const alone = appends.length === 1 && second === undefined;
  const numbers = await (alone && event ? sendOne(db, first, event) : sendAll(db, appends));
  return appends.map(({ request }, index) => toOutcome(request, numbers, 4 * index));
}

async function sendOne(
  db: Queryable,
  { request }: EncodedAppend,
  { id, type, data, metadata }: EncodedEvent,
): Promise<readonly string[]> {
  const values = [request.stream, expectedCode(request.expected), id, type, data, metadata];
  return numbersOf(await queryRows<[string]>(db, 'es_append_one', APPEND_ONE, values));
}

async function sendAll(
  db: Queryable,
  appends: readonly EncodedAppend[],
): Promise<readonly string[]> {
  const events = appends.flatMap(({ encoded }) => encoded);
  const values = withArrayLiterals([
    appends.map(({ stream }) => stream),
    appends.map(({ request }) => expectedCode(request.expected)),
    appends.map(({ encoded }) => encoded.length),
    appends.flatMap(({ encoded }, index) => encoded.map(() => index + 1)),
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ data }) => data).join('\n'),
    events.map(({ metadata }) => metadata).join('\n'),
  ]);
  return numbersOf(await queryRows<[string]>(db, 'es_append', APPEND, values));
}

function numbersOf([row]: readonly (readonly [string])[]): readonly string[] {
  return row?.[0].slice(1, -1).split(',') ?? [];
}

function expectedCode(expected: ExpectedRevision): string {
  if (expected === 'no-stream') return '-1';
  if (expected === 'any') return '-2';
  return expected === 'exists' ? '-4' : String(expected);
}

function toOutcome(request: AppendRequest, numbers: readonly string[], at: number): AppendOutcome {
  const [code, revision, position, recorded] = numbers.slice(at, at + 4);
  if (revision === undefined || position === undefined || recorded === undefined) {
    throw new Error(`append to ${request.stream} was not answered`);
  }
  if (code !== APPENDED && code !== REPEATED) {
    const { stream, expected } = request;
    return { outcome: 'conflict', stream, expected, actual: BigInt(revision) };
  }
  return {
    outcome: code === APPENDED ? 'appended' : 'repeated',
    revision: BigInt(revision),
    position: BigInt(position),
    recordedAt: new Date(Number(recorded)).toISOString(),
  };
}
