import { encodeRequests, type EncodedEvent } from '../new-event-check.js';
import type { AppendOutcome, AppendRequest, ExpectedRevision } from '../port.js';
import { queryRows, type Queryable } from './event-rows.js';

const APPEND = `select es.append(
  $1::text[], $2::bigint[], $3::int[], $4::int[], $5::uuid[], $6::text[], $7::jsonb[], $8::jsonb[])`;
const APPEND_ONE = 'select es.append_one($1, $2, $3, $4, $5, $6)';

/** The first of the four numbers that answer a request. */
const APPENDED = '0';
const REPEATED = '1';

/** All requests in one call and one transaction, outcomes in the order of the requests. */
export async function appendRequests(
  db: Queryable,
  requests: readonly AppendRequest[],
): Promise<AppendOutcome[]> {
  const encoded = encodeRequests(requests);
  const numbers = await sendRequests(db, requests, encoded);
  return requests.map((request, index) => toOutcome(request, numbers, 4 * index));
}

async function sendRequests(
  db: Queryable,
  requests: readonly AppendRequest[],
  encoded: readonly (readonly EncodedEvent[])[],
): Promise<readonly string[]> {
  const events = encoded.flat();
  const [request, event] = [requests[0], events[0]];
  if (request === undefined || event === undefined) return [];
  const [row] =
    events.length === 1
      ? await queryRows<[string]>(db, 'es_append_one', APPEND_ONE, [
          request.stream,
          expectedCode(request.expected),
          event.id,
          event.type,
          event.data,
          event.metadata,
        ])
      : await queryRows<[string]>(db, 'es_append', APPEND, [
          requests.map(({ stream }) => stream),
          requests.map(({ expected }) => expectedCode(expected)),
          encoded.map((of) => of.length),
          encoded.flatMap((of, index) => of.map(() => index + 1)),
          events.map(({ id }) => id),
          events.map(({ type }) => type),
          events.map(({ data }) => data),
          events.map(({ metadata }) => metadata),
        ]);
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
