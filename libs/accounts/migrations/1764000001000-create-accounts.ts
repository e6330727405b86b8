import type { MigrationInterface, QueryRunner } from 'typeorm';

const ACCOUNTS = `
create schema accounts;

create table accounts.account (
  id uuid primary key,
  username text collate "C" not null unique check (username ~ '^[a-z][a-z0-9._-]{1,31}$'),
  role text collate "C" not null check (role in
    ('officer', 'statistician', 'enterprise', 'system-admin', 'security-admin', 'auditor')),
  credit_code text collate "C",
  password_hash text not null check (password_hash like '$argon2id$%'),
  must_change_password boolean not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  -- An enterprise account without a code, or an officer with one, would see the wrong things.
  check ((role = 'enterprise') = (credit_code is not null))
);

create table accounts.session (
  token_hash bytea primary key,
  account_id uuid not null references accounts.account (id),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_account on accounts.session (account_id);
create index session_expiry on accounts.session (expires_at);

create table accounts.login_attempt (
  id bigint generated always as identity primary key,
  username_hash bytea not null,
  address text collate "C" not null,
  at timestamptz not null,
  blocked boolean not null default false
);
create index login_attempt_pair on accounts.login_attempt (username_hash, address, at);
create index login_attempt_address on accounts.login_attempt (address, at);
create index login_attempt_age on accounts.login_attempt (at);
`;

const AUDIT = `
create table accounts.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_id text collate "C",
  role text collate "C",
  action text collate "C" not null,
  subject text not null,
  outcome text collate "C" not null check (outcome in ('succeeded', 'refused', 'failed', 'locked')),
  status smallint,
  request_id text not null,
  address text collate "C" not null
);
create index audit_at on accounts.audit (at);
create index audit_actor on accounts.audit (actor_id, id);
create index audit_action on accounts.audit (action, id);

-- What was written stays as it is, whoever is connected as the application.
create function accounts.keep_audit() returns trigger language plpgsql as $$
begin
  raise exception 'rows of the audit trail cannot be changed or deleted'
    using errcode = 'insufficient_privilege';
end $$;
create trigger audit_is_append_only before update or delete or truncate on accounts.audit
  for each statement execute function accounts.keep_audit();
`;

/** Accounts, their sessions, failed sign-ins and the audit trail. */
export class CreateAccounts1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS);
    await runner.query(AUDIT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema accounts cascade');
  }
}
