import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountEntity } from './account.entity.js';
import { AuditLog, type RequestTrace } from './audit/audit-log.js';
import type { AuditOutcome } from './audit/audit-entry.entity.js';
import { secondsUntil } from './domain/lock-out.js';
import { parseUsername } from './domain/username.js';
import { type AttemptKey, LoginAttempts } from './login-attempts.js';
import { verifyPassword } from './passwords.js';
import { Sessions } from './sessions.js';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export type SignInResult =
  | { readonly outcome: 'signed-in'; readonly token: string; readonly account: AccountEntity }
  /** No such account or not its password: the two are told apart nowhere. */
  | { readonly outcome: 'wrong' }
  /** The password was right. */
  | { readonly outcome: 'disabled' }
  | { readonly outcome: 'locked'; readonly retryAfterSeconds: number };

/** Opens sessions. */
@Injectable()
export class SignIn implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
  ) {}

  /** The first unknown user is answered no later than the next one. */
  async onModuleInit(): Promise<void> {
    await verifyPassword(undefined, '');
  }

  async signIn(credentials: Credentials, trace: RequestTrace): Promise<SignInResult> {
    const name = parseUsername(credentials.username) ?? credentials.username;
    const key = this.attempts.keyOf(name, trace.address);
    const lock = await this.attempts.reserve(key);
    if (lock) {
      // Once per lock: whoever hammers on must not fill the audit trail.
      if (lock.first) await this.note(await this.find(name), name, 'locked', 429, trace);
      return {
        outcome: 'locked',
        retryAfterSeconds: secondsUntil(lock.until, Date.now()),
      };
    }
    const account = await this.find(name);
    const right = await verifyPassword(account?.passwordHash, credentials.password);
    if (account && right) return this.open(account, key, trace);
    await this.note(account, name, 'refused', 401, trace);
    return { outcome: 'wrong' };
  }

  private async open(
    account: AccountEntity,
    key: AttemptKey,
    trace: RequestTrace,
  ): Promise<SignInResult> {
    const token = await this.dataSource.transaction(async (manager) => {
      await this.attempts.clear(key, manager);
      return this.sessions.start(account, manager);
    });
    if (token === undefined) {
      await this.note(account, account.username, 'refused', 401, trace);
      return { outcome: account.disabledAt ? 'disabled' : 'wrong' };
    }
    await this.note(account, account.username, 'succeeded', 200, trace);
    return { outcome: 'signed-in', token, account };
  }

  private async find(name: string): Promise<AccountEntity | undefined> {
    const username = parseUsername(name);
    const accounts = this.dataSource.getRepository(AccountEntity);
    if (username === undefined) return undefined;
    return (await accounts.findOneBy({ username })) ?? undefined;
  }

  private note(
    account: AccountEntity | undefined,
    name: string,
    outcome: AuditOutcome,
    status: number,
    trace: RequestTrace,
  ): Promise<void> {
    return this.audit.append({
      ...trace,
      actorId: account?.id ?? null,
      role: account?.role ?? null,
      action: 'sign-in',
      // What was typed may be a password in the wrong field: kept only when it is an account's.
      subject: account ? `username=${account.username}` : this.attempts.pseudonym(name),
      outcome,
      status,
    });
  }
}
