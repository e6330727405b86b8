import { spawn } from 'node:child_process';

/** An account of the operating system that the server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

export interface RunResult {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  /** Code of the operating system's error when the program could not be started. */
  readonly failure: string | undefined;
  /** What it wrote, both streams, in order of arrival. */
  readonly output: string;
}

/**
 * Environment of the server's programs: nothing of ours leaks in, messages are not translated, and
 * macOS needs a locale to be set. Windows programs do not start without the inherited one.
 */
export function serverEnvironment(): Record<string, string> | undefined {
  return process.platform === 'win32'
    ? undefined
    : { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
}

/** Runs a program to its end; never rejects. `user` needs root. */
export function run(
  program: string,
  parameters: readonly string[],
  user?: ServerUser,
): Promise<RunResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, parameters, {
      // Our own working directory may be closed to `user`.
      cwd: process.platform === 'win32' ? undefined : '/',
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ code: null, failure: error.code ?? error.message, output });
    });
    child.once('close', (code) => {
      resolve({ code, failure: undefined, output });
    });
  });
}
