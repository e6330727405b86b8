import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const SETTINGS = [
  'fsync',
  'synchronous_commit',
  'wal_sync_method',
  'full_page_writes',
  'commit_delay',
  'shared_buffers',
  'max_wal_size',
  'checkpoint_timeout',
];

/** How often a second the disk under this folder takes 8 kB for certain: what a commit waits for. */
export function fdatasyncRate(folder: string, seconds = 1): number {
  const file = join(folder, 'fdatasync-probe');
  const block = Buffer.alloc(8192, 1);
  const descriptor = openSync(file, 'w');
  try {
    const start = performance.now();
    let writes = 0;
    while (performance.now() - start < seconds * 1000) {
      writeSync(descriptor, block, 0, block.length, (writes % 2048) * block.length);
      fdatasyncSync(descriptor);
      writes += 1;
    }
    return (writes * 1000) / (performance.now() - start);
  } finally {
    closeSync(descriptor);
    rmSync(file, { force: true });
  }
}

/** What a reader has to know to compare: machine, versions, durability settings. */
export async function machineFacts(url: string, folder: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const version = await client.query<{ server_version: string }>('show server_version');
    const { rows } = await client.query<{ name: string; value: string }>(
      'select name, current_setting(name) as value from pg_settings where name = any($1)',
      [SETTINGS],
    );
    const settings = new Map(rows.map(({ name, value }) => [name, value]));
    const cores = cpus();
    return [
      `machine: ${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, load before the run ${(loadavg()[0] ?? 0).toFixed(1)}`,
      `PostgreSQL ${version.rows[0]?.server_version ?? ''}: ${SETTINGS.map((name) => `${name}=${settings.get(name) ?? '?'}`).join(' ')}`,
      `fdatasync of 8 kB here: ${Math.round(fdatasyncRate(folder)).toLocaleString('en-US')}/s`,
    ];
  } finally {
    await client.end();
  }
}
