import { createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThan } from 'typeorm';
import { REGISTRY_CONFIG, type RegistryConfig } from '#libs/runtime/config/registry-config.js';
import type { Session, SessionReader } from '#libs/runtime/auth/session-reader.js';
import { AccountEntity } from './account.entity.js';
import { SessionEntity } from './session.entity.js';

/** A working day: nobody is signed out at their desk, nobody stays signed in over night. */
export const SESSION_SECONDS = 10 * 3600;

type SessionRow = Pick<AccountEntity, 'id' | 'role'> & {
  readonly credit_code: string | null;
  readonly must_change_password: boolean;
};

/** By hand, because every request asks it: building it from entities took longer than running it. */
const FIND = `select a.id, a.role, a.credit_code, a.must_change_password
  from accounts.session s join accounts.account a on a.id = s.account_id
  where s.token_hash = $1 and s.expires_at > $2 and a.disabled_at is null`;

/** Sessions are rows; a token is 32 random bytes of which only a keyed hash is kept. */
@Injectable()
export class Sessions implements SessionReader {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(REGISTRY_CONFIG) private readonly config: Pick<RegistryConfig, 'sessionSecret'>,
  ) {}

  async find(token: string): Promise<Session | undefined> {
    const [row] = await this.dataSource.query<SessionRow[]>(FIND, [this.hash(token), new Date()]);
    if (!row) return undefined;
    const { id, role, credit_code: creditCode, must_change_password: mustChangePassword } = row;
    const actor = { id, role, ...(creditCode === null ? {} : { creditCode }) };
    return { actor, accountId: id, passwordChangeRequired: mustChangePassword };
  }

  /**
   * Opens a session for an account whose password has just been verified; undefined when the
   * account was disabled or given another password meanwhile.
   */
  async start(account: AccountEntity, manager: EntityManager): Promise<string | undefined> {
    const current = await manager.findOne(AccountEntity, {
      where: { id: account.id },
      lock: { mode: 'pessimistic_read' },
    });
    if (!current || current.disabledAt || current.passwordHash !== account.passwordHash) {
      return undefined;
    }
    const token = randomBytes(32).toString('base64url');
    const now = Date.now();
    await manager.delete(SessionEntity, { expiresAt: LessThan(new Date(now)) });
    await manager.insert(SessionEntity, {
      tokenHash: this.hash(token),
      accountId: account.id,
      createdAt: new Date(now),
      expiresAt: new Date(now + SESSION_SECONDS * 1000),
    });
    return token;
  }

  async end(token: string): Promise<void> {
    await this.dataSource.manager.delete(SessionEntity, { tokenHash: this.hash(token) });
  }

  /** Ends every session of an account, in the transaction of the change that asks for it. */
  async endAll(accountId: string, manager: EntityManager): Promise<void> {
    await manager.delete(SessionEntity, { accountId });
  }

  private hash(token: string): Buffer {
    return createHmac('sha256', this.config.sessionSecret).update(`session:${token}`).digest();
  }
}
