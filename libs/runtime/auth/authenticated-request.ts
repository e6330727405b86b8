import type { Request } from 'express';
import type { Actor } from '#libs/kernel/actor.js';

/** A request after the guard: `actor` is set on every route that is not public. */
export interface AuthenticatedRequest extends Request {
  actor?: Actor;
}

/** RFC 6750 §2.1; our tokens have 43 characters, a longer one is not looked at. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]{1,200}=*)$/i;

/** The bearer token of the `Authorization` header, if it holds one. */
export function bearerToken(request: Request): string | undefined {
  return BEARER.exec(request.headers.authorization ?? '')?.[1];
}

/**
 * The address a request came from, as text: IPv4 also where the socket shows it inside IPv6. Behind
 * a proxy it is what the host's `trust proxy` setting makes of the forwarding headers.
 */
export function addressOf(request: Request): string {
  return (request.ip ?? '').replace(/^::ffff:(?=\d+\.)/i, '').slice(0, 64);
}
