// `npm start`: build if needed, then run everything in this very process, so that Ctrl-C and
// SIGTERM reach the registry itself and not a wrapper that would have to pass them on.
import { ensureBuilt } from './build.mjs';

ensureBuilt();
process.env.DEMO ??= process.env.NODE_ENV === 'production' ? '0' : '1';
// A person is looking: the addresses and accounts must not scroll away under a line a request.
process.env.LOG_LEVEL ??= 'warn';
await import('../dist/apps/registry/main.js');
