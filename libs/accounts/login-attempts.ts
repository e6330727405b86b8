import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThan, MoreThan } from 'typeorm';
import { REGISTRY_CONFIG, type RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { addressGroup } from './domain/address-group.js';
import { LOCK_OUT, lockedUntil } from './domain/lock-out.js';
import { LoginAttemptEntity } from './login-attempt.entity.js';

/** What failures are counted on: a username as it was typed, and where it was typed. */
export interface AttemptKey {
  readonly usernameHash: Buffer;
  readonly address: string;
}

export interface Lock {
  /** Instant in ms at which sign-in opens again. */
  readonly until: number;
  /** True for the first attempt that this lock refused. */
  readonly first: boolean;
}

/**
 * Failed sign-ins. An attempt is written down as failed before the password is looked at and taken
 * back when it was right, so that many guesses at the same moment cannot outrun the limit.
 */
@Injectable()
export class LoginAttempts {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(REGISTRY_CONFIG) private readonly config: Pick<RegistryConfig, 'sessionSecret'>,
  ) {}

  keyOf(username: string, address: string): AttemptKey {
    return { usernameHash: this.hash(username), address: addressGroup(address) };
  }

  /** Stands for a username that is no account's in the audit trail. */
  pseudonym(username: string): string {
    return `unknown:${this.hash(username).toString('hex').slice(0, 16)}`;
  }

  /** Writes an attempt down, or answers the lock that forbids it. */
  async reserve(key: AttemptKey): Promise<Lock | undefined> {
    return this.dataSource.transaction(async (manager) => {
      // One at a time for an address, which also covers its pairs.
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 4113))', [
        `sign-in ${key.address}`,
      ]);
      const now = Date.now();
      const recent = await this.recent(manager, key.address, now);
      const ofPair = recent.filter((row) => row.usernameHash.equals(key.usernameHash));
      const at = (row: LoginAttemptEntity): number => row.at.getTime();
      const until = lockedUntil({ ofPair: ofPair.map(at), ofAddress: recent.map(at) }, now);
      if (until !== undefined) return { until, first: await this.note(manager, ofPair, recent) };
      await manager.insert(LoginAttemptEntity, { ...key, at: new Date(now) });
      return undefined;
    });
  }

  /** The password was right: the pair starts anew. Also forgets what is too old to matter. */
  async clear(key: AttemptKey, manager: EntityManager): Promise<void> {
    await manager.delete(LoginAttemptEntity, { ...key });
    await manager.delete(LoginAttemptEntity, { at: LessThan(new Date(Date.now() - 86_400_000)) });
  }

  private recent(
    manager: EntityManager,
    address: string,
    now: number,
  ): Promise<LoginAttemptEntity[]> {
    // Twice the window: a lock lasts a window from the last of failures that span a window.
    const since = new Date(now - 2 * LOCK_OUT.windowMs);
    return manager.find(LoginAttemptEntity, {
      where: { address, at: MoreThan(since) },
      order: { id: 'ASC' },
    });
  }

  /** Marks the failure that caused the lock; false when it was marked before. */
  private async note(
    manager: EntityManager,
    ofPair: readonly LoginAttemptEntity[],
    ofAddress: readonly LoginAttemptEntity[],
  ): Promise<boolean> {
    const cause = ofPair.at(-1) ?? ofAddress.at(-1);
    if (!cause || cause.blocked) return false;
    await manager.update(LoginAttemptEntity, { id: cause.id }, { blocked: true });
    return true;
  }

  private hash(username: string): Buffer {
    return createHmac('sha256', this.config.sessionSecret).update(`username:${username}`).digest();
  }
}
