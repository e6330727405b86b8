import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, Like } from 'typeorm';
import type { Actor, Role } from '#libs/kernel/actor.js';
import { orThrow, Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import { AccountEntity, toAccount } from './account.entity.js';
import { AuditLog, type RequestTrace } from './audit/audit-log.js';
import { decideChange, type DecidedChange, readNewAccount } from './domain/account-rules.js';
import type { AccountChange, AccountInput } from './domain/account.js';
import { parseUsername } from './domain/username.js';
import { generatePassword, hashPassword } from './passwords.js';
import { Sessions } from './sessions.js';

/** Who changes accounts, and where the request came from. */
export interface Administrator extends RequestTrace {
  readonly actor: Pick<Actor, 'id' | 'role'>;
}

export interface AdministeredAccount {
  readonly account: AccountEntity;
  /** A password that the registry made up: shown once, kept nowhere. */
  readonly initialPassword?: string;
}

export interface AccountFilter {
  readonly role?: Role | undefined;
  /** Part of a username. */
  readonly q?: string | undefined;
  readonly page: number;
  readonly pageSize: number;
}

/** Creates and changes accounts by the rules of `domain/account-rules`. */
@Injectable()
export class AccountAdmin {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
  ) {}

  async list(filter: AccountFilter): Promise<{ items: AccountEntity[]; total: number }> {
    const [items, total] = await this.dataSource.manager.findAndCount(AccountEntity, {
      where: {
        ...(filter.role === undefined ? {} : { role: filter.role }),
        ...(filter.q === undefined ? {} : { username: Like(containing(filter.q)) }),
      },
      order: { username: 'ASC' },
      skip: (filter.page - 1) * filter.pageSize,
      take: filter.pageSize,
    });
    return { items, total };
  }

  /** @throws RefusalError 422 with every wrong field, 409 `username-taken` */
  async create(input: AccountInput, by: Administrator): Promise<AdministeredAccount> {
    const wanted = orThrow(readNewAccount(input));
    const initialPassword = wanted.password === undefined ? generatePassword() : undefined;
    const account: AccountEntity = {
      id: uuidV7(),
      username: wanted.username,
      role: wanted.role,
      creditCode: wanted.creditCode ?? null,
      passwordHash: await hashPassword(wanted.password ?? initialPassword ?? ''),
      mustChangePassword: initialPassword !== undefined,
      disabledAt: null,
      createdAt: new Date(),
    };
    await this.dataSource.transaction(async (manager) => {
      await insertNew(manager, account);
      await this.note(
        manager,
        by,
        201,
        'account.created',
        `${named(account)} role=${account.role}`,
      );
    });
    return { account, ...(initialPassword === undefined ? {} : { initialPassword }) };
  }

  /**
   * Changes an account and ends its sessions.
   * @throws RefusalError 404, 422, 409 `last-security-admin` · `own-account`
   */
  async change(
    username: string,
    change: AccountChange,
    by: Administrator,
  ): Promise<AdministeredAccount> {
    const generated = generatePassword();
    return this.dataSource.transaction(async (manager) => {
      const { account, otherSecurityAdmins } = await lockForChange(manager, username);
      const context = { by: by.actor.id, otherSecurityAdmins };
      const decided = orThrow(decideChange(toAccount(account), change, context));
      if (Object.keys(decided).length === 0) return { account };
      const changed = await applyChange(account, decided, generated);
      await manager.save(AccountEntity, changed);
      await this.sessions.endAll(account.id, manager);
      for (const [action, what] of trail(account, decided)) {
        await this.note(manager, by, 200, action, `${named(account)}${what}`);
      }
      const initialPassword = decided.password === true ? { initialPassword: generated } : {};
      return { account: changed, ...initialPassword };
    });
  }

  private note(
    manager: EntityManager,
    by: Administrator,
    status: number,
    action: string,
    subject: string,
  ): Promise<void> {
    const { actor, requestId, address } = by;
    const who = { actorId: actor.id, role: actor.role, requestId, address };
    return this.audit.append({ ...who, action, subject, outcome: 'succeeded', status }, manager);
  }
}

function named(account: AccountEntity): string {
  return `username=${account.username}`;
}

function containing(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}

async function insertNew(manager: EntityManager, account: AccountEntity): Promise<void> {
  const inserted = await manager
    .createQueryBuilder()
    .insert()
    .into(AccountEntity)
    .values(account)
    .orIgnore()
    .returning('id')
    .execute();
  if ((inserted.raw as unknown[]).length > 0) return;
  throw new RefusalError(
    Refusal.conflict(
      'username-taken',
      `用户名“${account.username}”已被使用，请另取一个；停用的账号也占用其用户名`,
    ),
  );
}

/**
 * Locks the account together with all security administrators, in one order: two of them who
 * disable each other at the same moment are decided one after the other.
 */
async function lockForChange(
  manager: EntityManager,
  given: string,
): Promise<{ account: AccountEntity; otherSecurityAdmins: number }> {
  const username = parseUsername(given) ?? '';
  const locked = await manager.find(AccountEntity, {
    where: [{ username }, { role: 'security-admin' }],
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const account = locked.find((row) => row.username === username);
  if (!account) {
    throw new RefusalError(Refusal.notFound('account-not-found', '没有这个账号，请核对用户名'));
  }
  const others = locked.filter(
    (row) => row.id !== account.id && row.role === 'security-admin' && !row.disabledAt,
  );
  return { account, otherSecurityAdmins: others.length };
}

async function applyChange(
  account: AccountEntity,
  decided: DecidedChange,
  generated: string,
): Promise<AccountEntity> {
  const { role, creditCode, disabled, password } = decided;
  return {
    ...account,
    ...(role === undefined ? {} : { role }),
    ...(creditCode === undefined ? {} : { creditCode }),
    ...(disabled === undefined ? {} : { disabledAt: disabled ? new Date() : null }),
    ...(password === undefined
      ? {}
      : {
          passwordHash: await hashPassword(password === true ? generated : password),
          mustChangePassword: password === true,
        }),
  };
}

/** One row of the audit trail for each thing that was changed. */
function trail(before: AccountEntity, decided: DecidedChange): [action: string, what: string][] {
  const { role, creditCode, disabled, password } = decided;
  const rows: [string, string][] = [];
  if (role !== undefined) rows.push(['account.role-changed', ` role=${before.role}→${role}`]);
  if (creditCode !== undefined) {
    const [from, to] = [before.creditCode ?? '-', creditCode ?? '-'];
    rows.push(['account.credit-code-changed', ` creditCode=${from}→${to}`]);
  }
  if (disabled !== undefined) rows.push([disabled ? 'account.disabled' : 'account.enabled', '']);
  if (password !== undefined) rows.push(['account.password-reset', '']);
  return rows;
}
