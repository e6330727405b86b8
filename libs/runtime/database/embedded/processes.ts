import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { isCode } from './embedded-error.js';

/** True when a process with this id runs, also when it belongs to somebody else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isCode(error, 'EPERM')) return false;
  }
  return !isZombie(pid);
}

/**
 * What tells a process from a later one with the same id: the boot and the start time. Undefined
 * when the process is gone; where the system tells nothing, the id alone has to do.
 */
export function identityOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'linux') {
    const stat = read(`/proc/${pid}/stat`);
    // The name in brackets may hold spaces; the start time is the 20th field after it.
    const started = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return started && `${read('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${started}`;
  }
  return process.platform === 'win32' ? 'alive' : ask('lstart=', pid);
}

/** True when the process is a PostgreSQL server that works on this (real) directory. */
export function isPostgresOn(pid: number, cluster: string): boolean {
  if (process.platform === 'linux') {
    // The server changes into its data directory. Its binary may have been deleted meanwhile.
    const program = link(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '');
    return /\/postgres$/.test(program ?? '') && link(`/proc/${pid}/cwd`) === cluster;
  }
  if (process.platform === 'win32') return false;
  const command = ask('command=', pid) ?? '';
  return command.includes('postgres') && command.includes(cluster);
}

/**
 * Whether any process that we can see works in this (real) directory, as a server and its children
 * do; undefined where the system does not tell.
 */
export function worksIn(directory: string): boolean | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/proc').some((name) => link(`/proc/${name}/cwd`) === directory);
}

/** Waits until the process is gone. @returns false when it is still there after `ms` */
export async function waitGone(pid: number, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

/** Ended, but its parent has not looked: in a container without an init that may stay so. */
function isZombie(pid: number): boolean {
  const stat = process.platform === 'linux' ? read(`/proc/${pid}/stat`) : undefined;
  return stat?.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'Z';
}

function ask(field: string, pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', field, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function link(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}
