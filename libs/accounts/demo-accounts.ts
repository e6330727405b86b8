import type { DataSource } from 'typeorm';
import { type Role, SYSTEM_ACTOR } from '#libs/kernel/actor.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import { AccountEntity } from './account.entity.js';
import { AuditLog } from './audit/audit-log.js';
import { hashPassword, verifyPassword } from './passwords.js';

/** One account for each role; nothing real may be kept where these exist. */
export const DEMO_ACCOUNTS: readonly (readonly [username: string, role: Role])[] = [
  ['officer', 'officer'],
  ['statistician', 'statistician'],
  ['enterprise', 'enterprise'],
  ['sysadmin', 'system-admin'],
  ['secadmin', 'security-admin'],
  ['auditor', 'auditor'],
];

export interface DemoOptions {
  /** `DEMO_PASSWORD`, the same for all; the password rules do not apply to it. */
  readonly password: string;
  /** The sample enterprise that the account `enterprise` belongs to. */
  readonly creditCode: string;
}

/**
 * Makes sure that the demo accounts exist and open with this password. Run again, it changes nothing
 * but a password or a credit code that is another one now.
 */
export async function seedDemoAccounts(
  dataSource: DataSource,
  options: DemoOptions,
): Promise<void> {
  const audit = new AuditLog(dataSource);
  for (const [username, role] of DEMO_ACCOUNTS) {
    const existing = await dataSource.manager.findOneBy(AccountEntity, { username });
    if (existing) await refresh(dataSource, existing, options);
    else await create(dataSource, audit, username, role, options);
  }
}

async function create(
  dataSource: DataSource,
  audit: AuditLog,
  username: string,
  role: Role,
  options: DemoOptions,
): Promise<void> {
  const account: AccountEntity = {
    id: uuidV7(),
    username,
    role,
    creditCode: role === 'enterprise' ? options.creditCode : null,
    passwordHash: await hashPassword(options.password),
    mustChangePassword: false,
    disabledAt: null,
    createdAt: new Date(),
  };
  await dataSource.transaction(async (manager) => {
    await manager.insert(AccountEntity, account);
    const what = { action: 'account.created', subject: `username=${username} role=${role}` };
    const who = { actorId: SYSTEM_ACTOR.id, role: SYSTEM_ACTOR.role };
    const where = { status: null, requestId: '', address: 'demo' };
    await audit.append({ ...who, ...what, ...where, outcome: 'succeeded' }, manager);
  });
}

async function refresh(
  dataSource: DataSource,
  account: AccountEntity,
  options: DemoOptions,
): Promise<void> {
  const right = await verifyPassword(account.passwordHash, options.password);
  await dataSource.manager.update(
    AccountEntity,
    { id: account.id },
    {
      creditCode: account.role === 'enterprise' ? options.creditCode : null,
      ...(right ? {} : { passwordHash: await hashPassword(options.password) }),
    },
  );
}
