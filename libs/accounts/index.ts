import { AccountEntity } from './account.entity.js';
import { AuditEntryEntity } from './audit/audit-entry.entity.js';
import { LoginAttemptEntity } from './login-attempt.entity.js';
import { CreateAccounts1764000001000 } from './migrations/1764000001000-create-accounts.js';
import { SessionEntity } from './session.entity.js';

export { AccountsModule } from './accounts.module.js';
export { runAccountsCli, type CliIo } from './cli/accounts-cli.js';
export { terminalIo } from './cli/terminal.js';
export { DEMO_ACCOUNTS, seedDemoAccounts } from './demo-accounts.js';

/** TypeORM entities for the host's data source. */
export const accountsEntities = [
  AccountEntity,
  SessionEntity,
  LoginAttemptEntity,
  AuditEntryEntity,
] as const;

/** Migrations for the host, in order. */
export const accountsMigrations = [CreateAccounts1764000001000] as const;
