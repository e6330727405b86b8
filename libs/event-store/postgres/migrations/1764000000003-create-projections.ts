import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
-- Stable views of the live generations; what queries read.
create schema rm;

create schema projection;

-- A process that may run projections. It is taken for dead when it has not renewed its lease.
create table projection.host (
  id uuid primary key,
  alive_until timestamptz not null
);

-- Who runs a projection, and why it stopped.
create table projection.runner (
  name text collate "C" primary key,
  host uuid,
  caught_up boolean not null default false,
  error text,
  failed_position bigint
);

-- A generation is one schema with the projection's tables, and the checkpoint they are at.
create table projection.generation (
  name text collate "C" not null,
  generation int not null,
  version int not null,
  ledger_id text collate "C" not null,
  tables text[] not null,
  position bigint not null default 0,
  live boolean not null default false,
  updated timestamptz not null default now(),
  primary key (name, generation)
) with (fillfactor = 50);
create unique index one_live_generation on projection.generation (name) where live;
`;

/** Checkpoints, leases and the schema that read models are read through. */
export class CreateProjections1764000000003 implements MigrationInterface {
  readonly name = 'CreateProjections1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`do $$ declare r record; begin
      for r in select name, generation from projection.generation loop
        execute format('drop schema if exists %I cascade', r.name || '_g' || r.generation);
      end loop;
    end $$`);
    await runner.query('drop schema projection cascade');
    await runner.query('drop schema rm cascade');
  }
}
