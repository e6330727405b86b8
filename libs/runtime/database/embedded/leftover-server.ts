import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError, isCode } from './embedded-error.js';
import { isAlive, isPostgresOn, waitGone, worksIn } from './processes.js';

/** Longest wait for a fast shutdown, which writes a checkpoint, in ms. */
const FAST = 60_000;
/** Longest wait for an immediate shutdown, in ms. */
const IMMEDIATE = 10_000;

/**
 * Stops a server that a killed process left running on these data.
 * @param cluster directory of the data
 * @returns its process id when there was one
 * @throws EmbeddedPostgresError when it cannot be stopped
 */
export async function stopLeftover(cluster: string): Promise<number | undefined> {
  const pid = postmasterPid(cluster);
  if (pid === undefined) return undefined;
  const directory = realpathSync(cluster);
  if (!isAlive(pid) || !isPostgresOn(pid, directory)) {
    await removeStaleMark(directory);
    return undefined;
  }
  if (await stopServer(pid)) return pid;
  throw new EmbeddedPostgresError(
    `数据库目录 ${cluster} 仍被上次留下的 PostgreSQL（进程 ${pid}）占用且无法停止；请执行 kill -INT ${pid} 后重新启动`,
  );
}

/**
 * PostgreSQL takes any process with the number in `postmaster.pid` for a server: in a container,
 * where numbers come again, that may be anybody, and a killed server nobody has reaped yet counts
 * too. The mark is removed when no process works in the directory, so that nothing can still be
 * attached to the data; where that cannot be seen, PostgreSQL decides.
 */
async function removeStaleMark(directory: string): Promise<void> {
  const deadline = Date.now() + IMMEDIATE;
  while (worksIn(directory) !== false) {
    if (worksIn(directory) === undefined || Date.now() > deadline) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  rmSync(join(directory, 'postmaster.pid'), { force: true });
}

/**
 * Asks a server to end: connections are closed and everything is written (SIGINT, "fast"); when
 * that takes too long, without a checkpoint (SIGQUIT, "immediate": the next start recovers).
 * Never SIGKILL, which leaves the server's children and shared memory behind.
 * @returns false when it is still there, or may not be signalled
 */
export async function stopServer(pid: number): Promise<boolean> {
  for (const [signal, ms] of [
    ['SIGINT', FAST],
    ['SIGQUIT', IMMEDIATE],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      return isCode(error, 'ESRCH');
    }
    if (await waitGone(pid, ms)) return true;
  }
  return false;
}

function postmasterPid(cluster: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
