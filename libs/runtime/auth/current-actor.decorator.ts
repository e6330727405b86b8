import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '#libs/kernel/actor.js';
import type { AuthenticatedRequest } from './authenticated-request.js';
import { unauthenticated } from './unauthenticated.js';

/** The actor of a request as the guard left it. @throws 401 on a public route, which has none. */
export function actorOf(request: AuthenticatedRequest): Actor {
  if (!request.actor) throw unauthenticated('unauthenticated', '请先登录');
  return request.actor;
}

/** Parameter decorator: who is calling. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<AuthenticatedRequest>()),
);
