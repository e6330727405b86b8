import { accountsEntities, accountsMigrations } from '#libs/accounts/index.js';
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
