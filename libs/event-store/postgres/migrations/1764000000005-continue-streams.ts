import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FENCE } from '../fence.js';

/**
 * `es.continue_streams`: takes the fence and moves streams on for events that are then copied in, in
 * the same transaction. Each stream must stand right before the first revision given for it (0: not
 * exist). Answers the streams' ids, in the order given; null where a stream stands elsewhere, and then
 * the transaction has to be rolled back.
 *
 * New streams first, then those that exist, each in the order of names: as in `es.append`, so that the
 * two cannot deadlock.
 */
const CONTINUE_STREAMS = `
create function es.continue_streams(p_streams text[], p_first bigint[], p_sizes int[])
returns bigint[] language plpgsql set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_ids bigint[] := array_fill(null::bigint, array[cardinality(p_streams)]);
  v_order int[];
  v_row record;
  k int := 0;
begin
  perform pg_advisory_xact_lock_shared(${FENCE});
  v_order := array(select r.n from unnest(p_streams) with ordinality r(name, n) order by r.name collate "C");
  for v_row in
    insert into es.stream (name, revision, from_position)
      select r.name, r.size - 1, (select q.last_value from es.event_position q)
      from unnest(p_streams, p_first, p_sizes) r(name, first, size)
      where r.first = 0
      order by r.name collate "C"
      on conflict (name) do nothing
      returning id, name
  loop
    loop
      k := k + 1;
      exit when p_streams[v_order[k]] = v_row.name;
      if k >= cardinality(p_streams) then
        raise exception 'streams were not made in the order of their names';
      end if;
    end loop;
    v_ids[v_order[k]] := v_row.id;
  end loop;

  for v_row in
    with locked as materialized (
      select s.id, r.size, r.n
      from unnest(p_streams, p_first, p_sizes) with ordinality r(name, first, size, n)
      join es.stream s on s.name = r.name
      where r.first > 0 and s.revision = r.first - 1
      order by r.name collate "C" for update of s)
    update es.stream s set revision = s.revision + l.size from locked l where s.id = l.id
      returning l.n, s.id
  loop
    v_ids[v_row.n] := v_row.id;
  end loop;
  return v_ids;
end $$;
`;

/** Positions for so many events, to be taken inside the fence; rising. */
const RESERVE_POSITIONS = `
create function es.reserve_positions(p_count int) returns bigint[] language sql volatile as $$
  select array(select nextval('es.event_position') from generate_series(1, p_count))
$$;
`;

/** What loading events in bulk needs besides COPY. */
export class ContinueStreams1764000000005 implements MigrationInterface {
  readonly name = 'ContinueStreams1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CONTINUE_STREAMS);
    await runner.query(RESERVE_POSITIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function es.reserve_positions');
    await runner.query('drop function es.continue_streams');
  }
}
