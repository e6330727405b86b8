import { accountsEntities, accountsMigrations } from '#libs/accounts/index.js';
import type { MovedTable } from '#libs/event-store/copy/copy-tables.js';
import { eventStoreMigrations } from '#libs/event-store/migrations.js';
import { policyMigrations } from '#libs/policy/index.js';
import type { MigrationClass } from '#libs/runtime/database/migrations.js';

/** Every migration of the registry. Read models are not among them: projections own their DDL. */
export const migrations: readonly MigrationClass[] = [
  ...eventStoreMigrations,
  ...accountsMigrations,
  ...policyMigrations,
];

/** Every TypeORM entity. */
export const entities = [...accountsEntities];

/**
 * What moves with a ledger from one database to another beside its events and the command log. Not
 * the sessions and failed sign-ins: people sign in again.
 */
export const movedTables: readonly MovedTable[] = [
  { name: 'accounts.account', rows: 'replace' },
  { name: 'accounts.audit', rows: 'add' },
];

/** Everything that cannot be made again from something else, in the order in which it is loaded. */
export const backedUpTables: readonly string[] = [
  'es.ledger',
  'es.stream',
  'es.event',
  'es.command_log',
  'es.number_series',
  'es.issued_number',
  'seal.head',
  'seal.seal',
  'seal.break',
  'accounts.account',
  'accounts.audit',
  'policy_follow.follower',
  'policy_follow.last_fact',
];

/** Tables that a backup leaves out, and why it may. */
export const notBackedUp: Readonly<Record<string, string>> = {
  'accounts.session': 'people sign in again',
  'accounts.login_attempt': 'failed sign-ins are forgotten after minutes',
  'seal.sealer': 'which process seals, right now',
  'es.granted_role': 'which roles of this server may run the registry',
  'projection.host': 'which processes are alive, right now',
  'projection.runner': 'which process runs what, right now',
  'projection.generation': 'read models are built from the events',
  'public.migrations': 'the manifest has their names',
};
