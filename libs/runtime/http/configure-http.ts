import type { NestApplicationOptions } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { requestLog } from '#libs/runtime/logging/request-log.js';
import type { RegistryLogger } from '#libs/runtime/logging/registry-logger.js';
import { measureRequests } from '#libs/runtime/metrics/http-metrics.js';
import { MetricsRegistry } from '#libs/runtime/metrics/metrics-registry.js';
import { countForeground } from './foreground.js';
import { Closing } from './http.module.js';
import { setUpOpenApi } from './openapi/open-api.js';
import { answerBrokenRequests } from './problem/broken-requests.js';
import { bodyReaders } from './request/body.js';
import { assignRequestId } from './request/request-id.js';
import { checkUrl } from './request/url-check.js';
import { securityHeaders } from './security-headers.js';

/** Options that `NestFactory.create` and `createNestApplication` need for {@link configureHttp}. */
export const HTTP_APP_OPTIONS = {
  // Bodies are read by ours, which knows what to say when that fails.
  bodyParser: false,
  bufferLogs: true,
} satisfies NestApplicationOptions;

export interface HttpOptions {
  readonly logger: RegistryLogger;
  /** `/api/openapi.json` and `/api/docs`; default true. */
  readonly openApi?: boolean;
  /** Where `/` leads to; default `/api/docs`. Null: nowhere (something else serves it). */
  readonly home?: string | null;
}

/**
 * Everything around the controllers: request ids, log, metrics, security headers, bodies, the API
 * page. Hosts and end-to-end tests call the same, before `listen` or `init`.
 */
export function configureHttp(app: NestExpressApplication, options: HttpOptions): void {
  app.useLogger(options.logger);
  // Revisions are the only entity tags here; weak tags of Express would be mistaken for them.
  app.set('etag', false);
  app.set('json replacer', (_key: string, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  app.use(countForeground, assignRequestId, requestLog(options.logger.pino));
  const metrics = optional(app, MetricsRegistry);
  if (metrics) app.use(measureRequests(metrics));
  app.use(securityHeaders(), commonHeaders(optional(app, Closing)));
  app.use(checkUrl, ...bodyReaders());
  const home = options.home === undefined ? '/api/docs' : options.home;
  if (home !== null) app.use('/', redirectHome(home));
  if (options.openApi !== false) setUpOpenApi(app);
  answerBrokenRequests(app.getHttpServer());
}

/** What the application does not have is left out: a projector has no API. */
function optional<T>(app: NestExpressApplication, type: new () => T): T | undefined {
  try {
    return app.get(type, { strict: false });
  } catch {
    return undefined;
  }
}

function commonHeaders(closing: Closing | undefined) {
  return (request: Request, response: Response, next: NextFunction): void => {
    // Business data does not belong into anybody's cache.
    if (request.path.startsWith('/api/v1/')) response.setHeader('Cache-Control', 'no-store');
    // An idle connection would keep the server from closing.
    if (closing?.begun === true) response.setHeader('Connection', 'close');
    next();
  };
}

function redirectHome(home: string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const asksHome = request.path === '/' && ['GET', 'HEAD'].includes(request.method);
    if (asksHome && request.originalUrl.split('?', 1)[0] === '/') response.redirect(302, home);
    else next();
  };
}
