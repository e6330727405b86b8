import { createHmac, type KeyObject } from 'node:crypto';

/** What is kept of a session's token: a hash that nobody can make without the registry's secret. */
export function tokenHash(sessionSecret: string | KeyObject, token: string): Buffer {
  return createHmac('sha256', sessionSecret).update(`session:${token}`).digest();
}
