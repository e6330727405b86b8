import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'registry-test-';

/**
 * Prepares the directory of this run's PostgreSQL. The server itself starts when the first test
 * asks for a database (see database.ts), so runs of pure specs do not pay for one.
 */
export default function globalSetup() {
  removeLeftovers();
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  // As root the server runs under another account, which has to get in.
  chmodSync(directory, 0o711);
  writeFileSync(join(directory, 'jest.pid'), String(process.pid));
  process.env.TEST_POSTGRES_DIR = directory;
  // Also when the run is interrupted and the teardown never comes. A signal nobody listens to would
  // end the process without its exit event.
  process.once('exit', () => remove(directory));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => process.exit(130));
}

/** Runs that were killed could not clean up. */
function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const directory = join(tmpdir(), name);
    const jest = numberIn(join(directory, 'jest.pid'));
    if (jest === undefined || isAlive(jest)) continue;
    try {
      remove(directory);
    } catch (error) {
      // Another user's; theirs to clean up.
      if (!['EACCES', 'EPERM'].includes(error.code)) throw error;
    }
  }
}

/** Ends the server at once (its data are thrown away) and removes the directory. */
export function remove(directory) {
  const pid = numberIn(join(directory, 'data', 'postgres', 'postmaster.pid'));
  if (pid !== undefined && isServerOf(pid, directory)) process.kill(pid, 'SIGQUIT');
  const deadline = Date.now() + 5_000;
  while (pid !== undefined && isServerOf(pid, directory) && Date.now() < deadline) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

function numberIn(file) {
  if (!existsSync(file)) return undefined;
  const number = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  return Number.isSafeInteger(number) && number > 1 ? number : undefined;
}

/** Where /proc exists, makes sure that the number still is this server's. */
function isServerOf(pid, directory) {
  if (!isAlive(pid)) return false;
  const arguments_ = `/proc/${pid}/cmdline`;
  return (
    !existsSync('/proc/self') ||
    (existsSync(arguments_) && readFileSync(arguments_, 'utf8').includes(directory))
  );
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
