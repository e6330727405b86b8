import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
create schema policy_follow;

-- How far a follower of the ledger has come, and which process it runs in: one that is taken for
-- dead when it has not renewed its lease.
create table policy_follow.follower (
  name text collate "C" primary key,
  ledger_id text collate "C" not null,
  position bigint not null,
  host uuid,
  alive_until timestamptz
) with (fillfactor = 50);

-- The last event that touched facts of an enterprise: an evaluation that does not know it is late.
create table policy_follow.last_fact (
  credit_code text collate "C" primary key,
  position bigint not null,
  event_id uuid not null,
  type text not null
);
`;

/** What re-checking by fact keeps of its own; neither events nor a read model. */
export class CreateFollower1764100000000 implements MigrationInterface {
  readonly name = 'CreateFollower1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema policy_follow cascade');
  }
}
