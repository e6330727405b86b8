import type { NextFunction, Request, Response } from 'express';
import { routeOf } from '#libs/runtime/logging/request-log.js';
import type { MetricsRegistry } from './metrics-registry.js';

/** Measures every request by route pattern; unknown paths share one label, so nobody can make labels up. */
export function measureRequests(metrics: MetricsRegistry) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const stop = metrics.httpDuration.startTimer();
    response.once('finish', () => {
      const method = METHODS.has(request.method) ? request.method : 'OTHER';
      stop({ method, route: routeOf(request), status: String(response.statusCode) });
    });
    next();
  };
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
