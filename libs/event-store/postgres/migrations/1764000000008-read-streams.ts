import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `es.read_streams`: whole streams, each in the order of its revisions.
 *
 * A function because of its settings: the plan is held to the index of streams. Without statistics,
 * as in the first minutes of a ledger, PostgreSQL would read all events to find those of a few
 * streams, or all positions behind the one where a stream begins, and keep to that plan.
 *
 * It runs with the rights of its caller, who may read the tables anyway.
 */
const READ_STREAMS = `
create function es.read_streams(p_names text[]) returns table (
  id uuid, stream text, revision bigint, "position" bigint, type text, data jsonb, metadata jsonb,
  recorded_at timestamptz
)
language plpgsql stable set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
begin
  return query
    select e.id, e.stream, e.revision, e.position, e.type, e.data, e.metadata, e.recorded_at
    from unnest(p_names) n(name)
    join es.stream s on s.name = n.name
    cross join lateral (
      select x.* from es.event x
      where x.stream_id = s.id and x.revision >= 0 and x.position >= s.from_position
      order by x.revision) e;
end $$;
`;

/** Reading what commands decide on, many streams in one call. */
export class ReadStreams1764000000008 implements MigrationInterface {
  readonly name = 'ReadStreams1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(READ_STREAMS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function es.read_streams');
  }
}
