import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#libs/runtime/database/embedded-postgres.js';

export interface TestDatabase {
  /** URL of an empty database of its own. */
  readonly url: string;
  /** Drops it, also when connections are still open. */
  drop(): Promise<void>;
}

/** What the starting worker tells the others. */
interface ServerNote {
  readonly url?: string;
  readonly error?: string;
}

/** Longest wait for the server that another worker starts, in ms. */
const STARTING = 60_000;

/**
 * Makes an empty database on the PostgreSQL of this jest run; the first call starts the server.
 * Durability is off: these servers are never asked to survive anything.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function serverUrl(): Promise<string> {
  const directory = process.env['TEST_POSTGRES_DIR'];
  if (!directory) throw new Error('TEST_POSTGRES_DIR is not set: run the tests through jest');
  const note = join(directory, 'server.json');
  if (!existsSync(note)) await startOrWait(directory, note);
  const { url, error } = JSON.parse(readFileSync(note, 'utf8')) as ServerNote;
  if (url === undefined) throw new Error(`the test server did not start: ${error ?? 'unknown'}`);
  return url;
}

async function startOrWait(directory: string, note: string): Promise<void> {
  try {
    mkdirSync(join(directory, 'starting'));
  } catch {
    await waitForFile(note);
    return;
  }
  const result = await start(join(directory, 'data'));
  writeFileSync(`${note}.draft`, JSON.stringify(result), { mode: 0o600 });
  renameSync(`${note}.draft`, note);
}

async function start(dataDir: string): Promise<ServerNote> {
  try {
    const { url } = await startEmbeddedPostgres({
      dataDir,
      database: 'postgres',
      initdbFlags: ['--no-sync'],
      // The worker that starts the server may end before the others do.
      outlive: true,
      settings: {
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
        max_connections: '200',
      },
    });
    return { url };
  } catch (error) {
    return { error: String(error) };
  }
}

async function waitForFile(file: string): Promise<void> {
  const deadline = Date.now() + STARTING;
  while (!existsSync(file)) {
    if (Date.now() > deadline) throw new Error(`the test server did not appear in ${file}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
