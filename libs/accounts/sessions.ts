import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThan } from 'typeorm';
import { REGISTRY_CONFIG, type RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { AccountEntity } from './account.entity.js';
import { SessionEntity } from './session.entity.js';
import { tokenHash } from './session-token.js';

/** A working day: nobody is signed out at their desk, nobody stays signed in over night. */
export const SESSION_SECONDS = 10 * 3600;

/** Sessions are rows; a token is 32 random bytes of which only a keyed hash is kept. */
@Injectable()
export class Sessions {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(REGISTRY_CONFIG) private readonly config: Pick<RegistryConfig, 'sessionSecret'>,
  ) {}

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
    return tokenHash(this.config.sessionSecret, token);
  }
}
