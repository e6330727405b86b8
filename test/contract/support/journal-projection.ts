import type { ProjectionDefinition } from '#libs/event-store/projections/projection.js';

/** A projection with one row an event and one row a stream, for tests of the runner. */
export function journal(over: Partial<ProjectionDefinition> = {}): ProjectionDefinition {
  return {
    name: 'journal',
    version: 1,
    tables: ['journal_events', 'journal_streams'],
    ddl: `create table journal_events (position bigint primary key, stream text, revision bigint, day date);
      create table journal_streams (stream text primary key, events int, last bigint)`,
    apply: async (tx, events) => {
      const parameters = [
        events.map((e) => String(e.position)),
        events.map((e) => e.stream),
        events.map((e) => String(e.revision)),
      ];
      await tx.query(
        `insert into journal_events select *, date '2023-06-15'
         from unnest($1::bigint[], $2::text[], $3::bigint[])`,
        parameters,
      );
      await tx.query(
        `insert into journal_streams as s
         select stream, count(*), max(position) from unnest($1::bigint[], $2::text[]) e(position, stream)
         group by stream
         on conflict (stream) do update set events = s.events + excluded.events, last = excluded.last`,
        parameters.slice(0, 2),
      );
    },
    ...over,
  };
}
