import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '#libs/runtime/database/embedded-postgres.js';
import { createPool } from '#libs/runtime/database/pools.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal nobody listens to would end the process without its exit event. */
const exit = (): void => process.exit(130);

/** One PostgreSQL for all contenders of a run; every contender gets a database of its own on it. */
export class Lab {
  private readonly made: string[] = [];

  private constructor(
    readonly folder: string,
    readonly url: string,
    private readonly server?: EmbeddedPostgres,
  ) {
    process.once('exit', this.cleanUp);
    for (const signal of SIGNALS) process.once(signal, exit);
  }

  /**
   * `DATABASE_URL`, or a server started here with the settings of a server that must not lose a
   * commit; only the time between checkpoints is long, so that none of them hits one contender.
   */
  static async open(databaseUrl: string | undefined): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), 'registry-bench-'));
    // As root the server runs under another account, which has to get in.
    chmodSync(folder, 0o711);
    if (databaseUrl !== undefined) return new Lab(folder, databaseUrl);
    const server = await startEmbeddedPostgres({
      dataDir: join(folder, 'data'),
      database: 'bench',
      settings: {
        fsync: 'on',
        synchronous_commit: 'on',
        full_page_writes: 'on',
        shared_buffers: '512MB',
        max_wal_size: '8GB',
        checkpoint_timeout: '30min',
        max_connections: '200',
      },
    });
    return new Lab(folder, server.url, server);
  }

  /** URL of a new, empty database. */
  async database(purpose: string): Promise<string> {
    const name = `bench_${purpose.replaceAll(/[^a-z0-9]+/g, '_')}_${randomUUID().slice(0, 8)}`;
    await this.administer(`create database ${name}`);
    this.made.push(name);
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** Dirty pages of one measure are not to be written during the next. */
  async dropDatabases(): Promise<void> {
    for (const name of this.made.splice(0)) {
      await this.administer(`drop database if exists ${name} with (force)`);
    }
    // On a server of somebody else's that may not be ours to order.
    await this.administer('checkpoint').catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.dropDatabases();
    await this.server?.stop();
    process.off('exit', this.cleanUp);
    for (const signal of SIGNALS) process.off(signal, exit);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** For a run that is broken off: the server must not outlive it, and its data are thrown away. */
  private readonly cleanUp = (): void => {
    try {
      if (this.server?.pid !== undefined) process.kill(this.server.pid, 'SIGQUIT');
    } catch {
      // It has ended by itself.
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };

  private async administer(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

/** A pool that may be cut off when its database is dropped. */
export function poolOf(url: string, max: number): pg.Pool {
  return createPool({ url, applicationName: 'registry-bench', max });
}
