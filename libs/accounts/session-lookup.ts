import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import type { Role } from '#libs/kernel/actor.js';
import { REGISTRY_CONFIG, type RegistryConfig } from '#libs/runtime/config/registry-config.js';
import type { Session, SessionReader } from '#libs/runtime/auth/session-reader.js';
import { Gathered } from '#libs/runtime/database/gathered.js';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import { tokenHash } from './session-token.js';

/** By hand, because every request asks it: building it from entities took longer than running it. */
const FIND = `select encode(s.token_hash, 'hex'), a.id, a.role, a.credit_code, a.must_change_password
  from accounts.session s join accounts.account a on a.id = s.account_id
  where s.token_hash = any ($1::bytea[]) and s.expires_at > $2 and a.disabled_at is null`;

type SessionRow = readonly [
  tokenHash: string,
  id: string,
  role: Role,
  creditCode: string | null,
  mustChangePassword: boolean,
];

/**
 * Whose token a request brings. Asked of the database for every request and never remembered: who
 * signs out, is disabled or changes their password is out with the next request, in every process.
 * Requests that come together are looked up together.
 */
@Injectable()
export class SessionLookup implements SessionReader {
  private readonly lookups = new Gathered((hashes: readonly Buffer[]) => this.look(hashes));

  private readonly secret: KeyObject;

  constructor(
    @Inject(PG_POOL) private readonly pool: pg.Pool,
    @Inject(REGISTRY_CONFIG) config: Pick<RegistryConfig, 'sessionSecret'>,
  ) {
    this.secret = createSecretKey(config.sessionSecret, 'utf8');
  }

  find(token: string): Promise<Session | undefined> {
    return this.lookups.add(tokenHash(this.secret, token));
  }

  private async look(hashes: readonly Buffer[]): Promise<(Session | undefined)[]> {
    const query = { name: 'accounts_session', text: FIND, rowMode: 'array' as const };
    const values = [hashes, new Date()];
    const { rows } = await this.pool.query<SessionRow & unknown[]>({ ...query, values });
    const found = new Map(rows.map((row) => [row[0], sessionOf(row)]));
    return hashes.map((hash) => found.get(hash.toString('hex')));
  }
}

function sessionOf([, id, role, creditCode, mustChangePassword]: SessionRow): Session {
  const actor = { id, role, ...(creditCode === null ? {} : { creditCode }) };
  return { actor, accountId: id, passwordChangeRequired: mustChangePassword };
}
