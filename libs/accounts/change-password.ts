import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { AccountEntity } from './account.entity.js';
import { AuditLog, type RequestTrace } from './audit/audit-log.js';
import { secondsUntil } from './domain/lock-out.js';
import { passwordFault } from './domain/password-policy.js';
import { LoginAttempts } from './login-attempts.js';
import { hashPassword, verifyPassword } from './passwords.js';
import { Sessions } from './sessions.js';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** The new session that replaces all others. */
export interface PasswordChanged {
  readonly token: string;
  readonly account: AccountEntity;
}

/** Lets people replace their own password; every session ends, and a new one begins. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly dataSource: DataSource,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @throws RefusalError 422 for a wrong current password or a new one that will not do,
   *   409 `too-many-attempts` after too many wrong ones
   */
  async change(
    accountId: string,
    change: PasswordChange,
    trace: RequestTrace,
  ): Promise<PasswordChanged> {
    const account = await this.dataSource.manager.findOneByOrFail(AccountEntity, { id: accountId });
    const fault =
      passwordFault(change.newPassword, account.username) ??
      (change.newPassword === change.currentPassword ? SAME : undefined);
    if (fault) throw refuse('newPassword', fault);
    // Counted like sign-ins: a token found on a desk must not serve to try out passwords.
    const key = this.attempts.keyOf(account.username, trace.address);
    const lock = await this.attempts.reserve(key);
    if (lock) throw tooMany(secondsUntil(lock.until, Date.now()));
    if (!(await verifyPassword(account.passwordHash, change.currentPassword))) {
      throw refuse('currentPassword', WRONG);
    }
    const passwordHash = await hashPassword(change.newPassword);
    return this.dataSource.transaction(async (manager) => {
      await manager.update(
        AccountEntity,
        { id: accountId },
        { passwordHash, mustChangePassword: false },
      );
      await this.attempts.clear(key, manager);
      await this.sessions.endAll(accountId, manager);
      await this.audit.append({ ...trace, ...changedBy(account) }, manager);
      const changed = { ...account, passwordHash, mustChangePassword: false };
      const token = await this.sessions.start(changed, manager);
      if (token === undefined) throw refuse('currentPassword', WRONG);
      return { token, account: changed };
    });
  }
}

const SAME = { code: 'password-unchanged', message: '新密码不能与当前密码相同' };
const WRONG = { code: 'wrong-password', message: '当前密码不正确，请重新输入' };

function refuse(path: string, fault: { code: string; message: string }): RefusalError {
  return new RefusalError(Refusal.unacceptable([{ path, ...fault }]));
}

function tooMany(seconds: number): RefusalError {
  const minutes = Math.ceil(seconds / 60);
  return new RefusalError(
    Refusal.conflict('too-many-attempts', `当前密码多次不正确，请${minutes}分钟后再试`),
  );
}

function changedBy(account: AccountEntity): {
  actorId: string;
  role: string;
  action: string;
  subject: string;
  outcome: 'succeeded';
  status: number;
} {
  return {
    actorId: account.id,
    role: account.role,
    action: 'account.password-changed',
    subject: `username=${account.username}`,
    outcome: 'succeeded',
    status: 200,
  };
}
