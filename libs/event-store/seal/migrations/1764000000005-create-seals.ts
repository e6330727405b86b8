import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
create schema seal;

-- One chain a ledger: this database may hold the seals of a ledger whose events moved elsewhere
-- beside those of the one that took its place.
create table seal.head (
  chain smallint generated always as identity primary key,
  ledger_id text collate "C" not null unique,
  position bigint not null default 0 check (position >= 0),
  algorithm text collate "C",
  digest bytea,
  check ((position = 0) = (digest is null) and (digest is null) = (algorithm is null))
) with (fillfactor = 50);

-- Id and stream name the event if it should ever be missing; they are sealed with it.
create table seal.seal (
  position bigint not null check (position > 0),
  chain smallint not null,
  event_id uuid not null,
  stream text collate "C" not null,
  algorithm text collate "C" not null,
  digest bytea not null,
  primary key (chain, position)
);

-- Which process seals, and why it stopped. Not part of the evidence.
create table seal.sealer (
  chain smallint primary key references seal.head,
  host uuid,
  error text
);
`;

const NEVER_CHANGED = `
create function seal.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'seals are never changed or removed (% on %.%)', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end $$;

create function seal.only_onwards() returns trigger language plpgsql as $$
begin
  if new.chain is distinct from old.chain or new.ledger_id is distinct from old.ledger_id
      or new.position <= old.position or new.digest is null then
    raise exception 'the head of a chain of seals only moves on' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger never_changed before update or delete on seal.seal
  for each row execute function seal.refuse_change();
create trigger never_truncated before truncate on seal.seal
  for each statement execute function seal.refuse_change();
create trigger only_onwards before update on seal.head
  for each row execute function seal.only_onwards();
create trigger never_removed before delete on seal.head
  for each row execute function seal.refuse_change();
create trigger never_truncated before truncate on seal.head
  for each statement execute function seal.refuse_change();
`;

/** The chain of digests over the events of a ledger. */
export class CreateSeals1764000000005 implements MigrationInterface {
  readonly name = 'CreateSeals1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(NEVER_CHANGED);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema seal cascade');
  }
}
