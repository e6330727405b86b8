import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The chain of a ledger in segments: the next one begins where a break was found and recorded. A
 * closed segment gets no more seals; what it has stays, also behind the break.
 */
const SEGMENTS = `
alter table seal.head
  add column segment smallint not null default 1 check (segment > 0),
  add column closed boolean not null default false;
alter table seal.head drop constraint head_ledger_id_key;
create unique index head_segment on seal.head (ledger_id, segment);
create unique index head_open on seal.head (ledger_id) where not closed;

-- Why and where segment n begins. Its own text is hashed into the segment's first seal.
create table seal.break (
  chain smallint primary key references seal.head,
  ledger_id text collate "C" not null,
  segment smallint not null check (segment > 1),
  -- the last sound seal: the segment begins behind it
  position bigint not null check (position >= 0),
  digest bytea not null,
  algorithm text collate "C" not null,
  -- the first fault, and what the head of the segment before said of itself
  broken_at bigint not null,
  old_position bigint not null,
  old_digest bytea,
  reason text not null check (reason <> ''),
  recorded_by text not null check (recorded_by <> ''),
  recorded_at timestamptz not null,
  unique (ledger_id, segment)
);
create trigger never_changed before update or delete on seal.break
  for each row execute function seal.refuse_change();
create trigger never_truncated before truncate on seal.break
  for each statement execute function seal.refuse_change();
`;

/** As before, and: a head may be closed once, where it is; a closed one does not move any more. */
const ONLY_ONWARDS = `
create or replace function seal.only_onwards() returns trigger language plpgsql as $$
begin
  if not old.closed and new.closed and new.chain = old.chain and new.ledger_id = old.ledger_id
      and new.segment = old.segment and new.position = old.position
      and new.digest is not distinct from old.digest then
    return new;
  end if;
  if old.closed or new.closed or new.segment is distinct from old.segment
      or new.chain is distinct from old.chain or new.ledger_id is distinct from old.ledger_id
      or new.position <= old.position or new.digest is null then
    raise exception 'the head of a chain of seals only moves on' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
`;

/** After a break that was found and explained, sealing can begin anew without hiding it. */
export class SealSegments1764000000008 implements MigrationInterface {
  readonly name = 'SealSegments1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SEGMENTS);
    await runner.query(ONLY_ONWARDS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('a break that was recorded is never forgotten'));
  }
}
