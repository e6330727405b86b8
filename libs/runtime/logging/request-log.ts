import type { NextFunction, Request, Response } from 'express';
import type { Level, Logger } from 'pino';
import type { AuthenticatedRequest } from '#libs/runtime/auth/authenticated-request.js';
import { requestIdOf } from '#libs/runtime/http/request/request-id.js';

/** Asked every few seconds by machines; their answers are worth a line only when they are bad. */
const QUIET = /^\/(health|metrics)\b/;

/**
 * One line a request, written when it has been answered: id, method, route pattern, status,
 * duration, actor id. Neither path nor query as sent, no header, no body: any of them may hold what
 * is personal.
 */
export function requestLog(logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const start = performance.now();
    // Also when the client went away before it was answered.
    response.once('close', () => {
      const level = levelOf(request, response);
      if (logger.isLevelEnabled(level)) {
        logger[level](fieldsOf(request, response, performance.now() - start), 'request');
      }
    });
    next();
  };
}

function levelOf(request: Request, response: Response): Level {
  // "Not now" is an answer that was foreseen: a read model behind, a start that is not finished.
  if (response.statusCode === 503) return 'warn';
  if (response.errored !== null || response.statusCode >= 500) return 'error';
  return QUIET.test(request.originalUrl) ? 'debug' : 'info';
}

function fieldsOf(request: Request, response: Response, duration: number): object {
  const actor = (request as AuthenticatedRequest).actor?.id;
  return {
    requestId: requestIdOf(request),
    method: request.method,
    route: routeOf(request),
    status: response.statusCode,
    durationMs: Math.round(duration),
    ...(actor === undefined ? {} : { actor }),
    ...(response.writableFinished ? {} : { aborted: true }),
  };
}

/** Pattern of the route that took the request, e.g. `/api/v1/enterprises/:creditCode`. */
export function routeOf(request: Request): string {
  const { route } = request as { route?: { path?: unknown } };
  return typeof route?.path === 'string' ? route.path : '(none)';
}
