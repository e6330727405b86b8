import type { NextFunction, Request, Response } from 'express';
import type { Level, Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { AuthenticatedRequest } from '#libs/runtime/auth/authenticated-request.js';

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

/** Asked every few seconds by machines; their answers are worth a line only when they are bad. */
const QUIET = /^\/(health|metrics)\b/;

/**
 * One line a request, written when it has been answered: id, method, route pattern, status,
 * duration, actor id. Neither path nor query as sent, no header, no body: any of them may hold what
 * is personal.
 */
export function requestLog(logger: Logger): Middleware {
  const middleware = pinoHttp<Request, Response>({
    logger,
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'durationMs' },
    customLogLevel: (request, response, error) => levelOf(request, response, error),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: (request, response, values) => fieldsOf(request, response, values),
    customErrorObject: (request, response, _error, values) => fieldsOf(request, response, values),
  });
  return (request, response, next) => {
    middleware(request, response, next);
  };
}

function levelOf(request: Request, response: Response, error?: Error): Level {
  // "Not now" is an answer that was foreseen: a read model behind, a start that is not finished.
  if (response.statusCode === 503) return 'warn';
  if (error !== undefined || response.statusCode >= 500) return 'error';
  return QUIET.test(request.originalUrl) ? 'debug' : 'info';
}

function fieldsOf(request: Request, response: Response, values: unknown): object {
  const { durationMs } = values as { durationMs?: number };
  const actor = (request as AuthenticatedRequest).actor?.id;
  return {
    method: request.method,
    route: routeOf(request),
    status: response.statusCode,
    durationMs,
    ...(actor === undefined ? {} : { actor }),
    // The client went away before it was answered.
    ...(response.writableFinished ? {} : { aborted: true }),
  };
}

/** Pattern of the route that took the request, e.g. `/api/v1/enterprises/:creditCode`. */
export function routeOf(request: Request): string {
  const { route } = request as { route?: { path?: unknown } };
  return typeof route?.path === 'string' ? route.path : '(none)';
}
