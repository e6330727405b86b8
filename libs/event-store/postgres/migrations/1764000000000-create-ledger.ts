import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FENCE } from '../fence.js';

const TABLES = `
create schema es;

-- One row: which ledger this database holds. The random id is part of every position token, so that
-- a token, or a read model, of another ledger is recognised.
create table es.ledger (
  only_row boolean primary key default true check (only_row),
  ledger_id text collate "C" not null check (ledger_id ~ '^[0-9a-f]{8}$'),
  name text collate "C" not null,
  created timestamptz not null default now()
);

-- Cache 1 (the default) matters: a cached block of numbers would let a session hand out a position
-- below one that readers have already passed.
create sequence es.event_position as bigint cache 1;

create table es.stream (
  id bigint generated always as identity primary key,
  name text collate "C" not null unique,
  revision bigint not null check (revision >= 0),
  -- No event of the stream lies below it: lets a stream read skip older partitions.
  from_position bigint not null
) with (fillfactor = 80);

-- The stream's name is kept with the event, so that reading the whole log needs no join.
create table es.event (
  position bigint not null,
  stream_id bigint not null,
  revision bigint not null,
  id uuid not null,
  stream text collate "C" not null,
  type text collate "C" not null,
  data jsonb not null,
  metadata jsonb not null,
  recorded_at timestamptz not null,
  primary key (position)
) partition by range (position);
`;

const PARTITIONS = `
-- Creates the partitions that hold the position now reached and the two after it (10 million
-- positions each); answers how many it made. A partition is built aside and attached, because
-- CREATE TABLE ... PARTITION OF would lock out every append.
create function es.ensure_partitions() returns int language plpgsql as $$
declare
  v_size constant bigint := 10000000;
  v_reached bigint;
  v_made int := 0;
  v_name text;
begin
  perform pg_advisory_xact_lock(${FENCE}, 1);
  select last_value / v_size into v_reached from es.event_position;
  for i in v_reached .. v_reached + 2 loop
    v_name := 'event_p' || lpad(i::text, 5, '0');
    continue when to_regclass('es.' || v_name) is not null;
    execute format('create table es.%I (like es.event including defaults including constraints)', v_name);
    execute format('alter table es.%I add constraint bounds check (position >= %s and position < %s)',
      v_name, i * v_size, (i + 1) * v_size);
    execute format('create unique index on es.%I (stream_id, revision)', v_name);
    execute format('create trigger never_truncated before truncate on es.%I '
      'for each statement execute function es.refuse_change()', v_name);
    execute format('alter table es.event attach partition es.%I for values from (%s) to (%s)',
      v_name, i * v_size, (i + 1) * v_size);
    -- It spared the attach a scan; from here on the partition's bounds say the same.
    execute format('alter table es.%I drop constraint bounds', v_name);
    v_made := v_made + 1;
  end loop;
  return v_made;
end $$;
`;

const NEVER_CHANGED = `
create function es.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'events are never changed or removed (% on %.%)', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end $$;

create trigger never_changed before update or delete on es.event
  for each row execute function es.refuse_change();
create trigger never_truncated before truncate on es.event
  for each statement execute function es.refuse_change();
create trigger never_removed before delete on es.stream
  for each row execute function es.refuse_change();
create trigger never_truncated before truncate on es.stream
  for each statement execute function es.refuse_change();
create trigger never_changed before update or delete on es.ledger
  for each row execute function es.refuse_change();
create trigger never_truncated before truncate on es.ledger
  for each statement execute function es.refuse_change();
`;

/** Streams, events and the ledger's identity. */
export class CreateLedger1764000000000 implements MigrationInterface {
  readonly name = 'CreateLedger1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(NEVER_CHANGED);
    await runner.query(PARTITIONS);
    await runner.query('select es.ensure_partitions()');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('a ledger is not removed by a migration: drop its database'));
  }
}
