import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FENCE } from '../fence.js';

/**
 * What an append that found another revision amounts to: `repeated` when exactly these ids follow
 * the expected revision, otherwise `conflict` with the revision the stream is at (-1: none).
 */
const COMPARE_REPEAT = `
create function es.compare_repeat(p_stream text, p_expected bigint, p_ids uuid[])
returns table (outcome text, revision bigint, "position" bigint, recorded_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  v_stream es.stream;
  v_same bigint;
  v_last es.event;
begin
  select s.* into v_stream from es.stream s where s.name = p_stream;
  if p_expected >= -1 and v_stream.revision >= p_expected + cardinality(p_ids) then
    select count(*) into v_same
      from unnest(p_ids) with ordinality x(id, n)
      join es.event e on e.stream_id = v_stream.id and e.position >= v_stream.from_position
        and e.revision = p_expected + x.n and e.id = x.id;
    if v_same = cardinality(p_ids) then
      select e.* into v_last from es.event e where e.stream_id = v_stream.id
        and e.position >= v_stream.from_position and e.revision = p_expected + v_same;
      return query select 'repeated', v_last.revision, v_last.position,
        es.record_time(v_last.metadata, v_last.recorded_at);
      return;
    end if;
  end if;
  return query select 'conflict', coalesce(v_stream.revision, -1), null::bigint, null::timestamptz;
end $$;
`;

/** An event's record time: what it brought along, otherwise its stamp. */
const RECORD_TIME = `
create function es.record_time(p_metadata jsonb, p_stamp timestamptz) returns timestamptz
language sql stable as $$
  select coalesce((p_metadata ->> 'recordedAt')::timestamptz, p_stamp)
$$;
`;

/**
 * `es.append`: many requests in one call, each with its own outcome, one transaction.
 *
 * - p_streams, p_expected, p_sizes: one entry a request. Expected: a revision, -1 no-stream, -2 any,
 *   -4 exists. A stream may occur once.
 * - p_requests (which request, from 1), p_ids, p_types, p_data, p_metadata: one entry an event, in
 *   the order of the requests.
 *
 * Answers for each request the revision, position and record time of its last event.
 *
 * Order of steps, each needed by the next: the fence first, so that a reader sees this writer before
 * it has a position; stream rows in the order of their names, so that calls cannot deadlock;
 * positions only then and in the caller's order, so that they rise within a stream; the stamp last,
 * so that an event stamped before a look at the clock had its position before that look too.
 *
 * Plans are generic: with arrays PostgreSQL would otherwise plan anew at every call.
 */
const APPEND = `
create function es.append(
  p_streams text[], p_expected bigint[], p_sizes int[],
  p_requests int[], p_ids uuid[], p_types text[], p_data jsonb[], p_metadata jsonb[]
) returns table (request int, outcome text, revision bigint, "position" bigint, recorded_at timestamptz)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_count constant int := cardinality(p_streams);
  v_order int[] := array[1];
  v_first int[] := array_fill(1, array[v_count]);
  v_shift int[] := array_fill(0, array[v_count]);
  v_stream bigint[] := array_fill(null::bigint, array[v_count]);
  v_before bigint[] := v_stream;
  v_outcome text[] := array_fill('conflict'::text, array[v_count]);
  v_revision bigint[] := v_stream;
  v_position bigint[] := v_stream;
  v_recorded timestamptz[] := array_fill(null::timestamptz, array[v_count]);
  v_positions bigint[];
  v_stamp timestamptz;
  v_found record;
  v_id bigint;
  v_current bigint;
  v_total int := 0;
  v_refused int := 0;
  i int;
begin
  perform pg_advisory_xact_lock_shared(${FENCE});

  for i in 2 .. v_count loop
    v_first[i] := v_first[i - 1] + p_sizes[i - 1];
  end loop;

  if v_count > 1 then
    v_order := array(select s.r from unnest(p_streams) with ordinality s(name, r) order by s.name collate "C");
  end if;
  foreach i in array v_order loop
    loop
      v_id := null;
      if p_expected[i] <> -1 then
        update es.stream s set revision = s.revision + p_sizes[i]
          where s.name = p_streams[i] and (p_expected[i] < 0 or s.revision = p_expected[i])
          returning s.id, s.revision - p_sizes[i] into v_id, v_current;
        exit when v_id is not null or p_expected[i] <> -2;
      end if;
      insert into es.stream (name, revision, from_position)
        select p_streams[i], p_sizes[i] - 1, q.last_value from es.event_position q
        on conflict (name) do nothing
        returning id, -1 into v_id, v_current;
      -- 'any' goes round again when somebody else has just created the stream.
      exit when v_id is not null or p_expected[i] = -1;
    end loop;

    if v_id is not null then
      v_stream[i] := v_id;
      v_before[i] := v_current;
      v_outcome[i] := 'appended';
      v_revision[i] := v_current + p_sizes[i];
    else
      select r.* into v_found from es.compare_repeat(p_streams[i], p_expected[i],
          p_ids[v_first[i] : v_first[i] + p_sizes[i] - 1]) r;
      v_outcome[i] := v_found.outcome;
      v_revision[i] := v_found.revision;
      v_position[i] := v_found.position;
      v_recorded[i] := v_found.recorded_at;
    end if;
  end loop;

  for i in 1 .. v_count loop
    v_shift[i] := v_refused;
    if v_stream[i] is null then
      v_refused := v_refused + p_sizes[i];
    else
      v_total := v_total + p_sizes[i];
    end if;
  end loop;

  if v_total > 0 then
    if v_total = 1 then
      v_positions := array[nextval('es.event_position')];
    else
      v_positions := array(select nextval('es.event_position') from generate_series(1, v_total));
    end if;
    v_stamp := date_trunc('milliseconds', clock_timestamp());
    insert into es.event (position, stream_id, revision, id, stream, type, data, metadata, recorded_at)
      select v_positions[e.n - v_shift[e.r]], v_stream[e.r], v_before[e.r] + 1 + e.n - v_first[e.r],
             e.id, p_streams[e.r], e.type, e.data, e.metadata, v_stamp
      from unnest(p_requests, p_ids, p_types, p_data, p_metadata)
        with ordinality e(r, id, type, data, metadata, n)
      where v_stream[e.r] is not null;
  end if;

  for i in 1 .. v_count loop
    request := i;
    outcome := v_outcome[i];
    revision := v_revision[i];
    position := v_position[i];
    recorded_at := v_recorded[i];
    if v_outcome[i] = 'appended' then
      position := v_positions[v_first[i] - v_shift[i] + p_sizes[i] - 1];
      recorded_at := es.record_time(p_metadata[v_first[i] + p_sizes[i] - 1], v_stamp);
    end if;
    return next;
  end loop;
end $$;
`;

/** An append answers its record time, so that a command need not read back what it wrote. */
export class AnswerRecordTime1764000000004 implements MigrationInterface {
  readonly name = 'AnswerRecordTime1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop function es.append');
    await runner.query('drop function es.compare_repeat');
    await runner.query(RECORD_TIME);
    await runner.query(COMPARE_REPEAT);
    await runner.query(APPEND);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the append function is replaced by newer ones only'));
  }
}
