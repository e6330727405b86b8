import { encodeRequests } from '../new-event-check.js';
import type { AppendOutcome, AppendRequest, ExpectedRevision } from '../port.js';
import { queryRows, type Queryable } from './event-rows.js';

const APPEND = `select outcome, revision, "position", (extract(epoch from recorded_at) * 1000)::bigint
  from es.append($1::text[], $2::bigint[], $3::int[], $4::int[], $5::uuid[], $6::text[], $7::jsonb[], $8::jsonb[])
  order by request`;

type OutcomeRow = readonly [
  outcome: 'appended' | 'repeated' | 'conflict',
  revision: string,
  position: string | null,
  /** Record time, ms since 1970. */
  recorded: string | null,
];

/** All requests in one call and one transaction, outcomes in the order of the requests. */
export async function appendRequests(
  db: Queryable,
  requests: readonly AppendRequest[],
): Promise<AppendOutcome[]> {
  const encoded = encodeRequests(requests);
  const events = encoded.flat();
  const rows = await queryRows<OutcomeRow>(db, 'es_append', APPEND, [
    requests.map((request) => request.stream),
    requests.map((request) => expectedCode(request.expected)),
    requests.map((request) => request.events.length),
    encoded.flatMap((of, index) => of.map(() => index + 1)),
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => event.data),
    events.map((event) => event.metadata),
  ]);
  return requests.map((request, index) => toOutcome(request, rows[index]));
}

function expectedCode(expected: ExpectedRevision): string {
  if (expected === 'no-stream') return '-1';
  if (expected === 'any') return '-2';
  return expected === 'exists' ? '-4' : String(expected);
}

function toOutcome(request: AppendRequest, row: OutcomeRow | undefined): AppendOutcome {
  if (row === undefined) throw new Error(`append to ${request.stream} was not answered`);
  const [outcome, revision, position, recorded] = row;
  if (outcome === 'conflict') {
    const { stream, expected } = request;
    return { outcome, stream, expected, actual: BigInt(revision) };
  }
  if (position === null) throw new Error(`append to ${request.stream} was answered no position`);
  return {
    outcome,
    revision: BigInt(revision),
    position: BigInt(position),
    recordedAt: new Date(Number(recorded)).toISOString(),
  };
}
