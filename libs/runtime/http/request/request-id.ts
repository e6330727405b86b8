import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** A caller's own id is taken over when it can stand in a log line as it is. */
const SANE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** Gives every request an id, the caller's `X-Request-Id` or a new one, and answers with it. */
export function assignRequestId(request: Request, response: Response, next: NextFunction): void {
  const sent = request.headers['x-request-id'];
  const id = typeof sent === 'string' && SANE.test(sent) ? sent : randomUUID();
  (request as { id?: unknown }).id = id;
  response.setHeader('X-Request-Id', id);
  next();
}

/** The id that {@link assignRequestId} gave; undefined before it ran. */
export function requestIdOf(request: Request): string | undefined {
  const { id } = request as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}
