// `npm start`: build if needed, then run everything in this very process, so that Ctrl-C and
// SIGTERM reach the registry itself and not a wrapper that would have to pass them on.
import { ensureBuilt } from './build.mjs';

ensureBuilt();
process.env.DEMO ??= process.env.NODE_ENV === 'production' ? '0' : '1';
// A person is looking: the addresses and accounts must not scroll away under a line a request.
process.env.LOG_LEVEL ??= 'warn';
endWithNpm();
await import('../dist/apps/registry/main.js');

/**
 * npm starts a shell that starts us, and passes a signal on to the shell only, which ends without
 * telling anybody: the registry would go on with nobody to stop it. So it ends when its shell does.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
