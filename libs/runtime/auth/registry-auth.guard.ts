import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import type { Role } from '#libs/kernel/actor.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { type AuthenticatedRequest, bearerToken } from './authenticated-request.js';
import { auditedCommand, isCommand } from './audited-command.js';
import { CommandAudit } from './command-audit.js';
import { ROLE_LABELS } from './role-labels.js';
import { ACCESS, type Access, INITIAL_PASSWORD_SUFFICES } from './roles.decorator.js';
import { type Session, SessionReader } from './session-reader.js';
import { unauthenticated } from './unauthenticated.js';

/**
 * Default deny: a route is open only to whom its `@Roles` or `@Public` says. Finds the session,
 * puts the actor on the request, and lets the audit trail know whom it turned away from a command.
 */
@Injectable()
export class RegistryAuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionReader,
    private readonly audit: CommandAudit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return false;
    const access = this.metadata<Access>(context, ACCESS);
    if (access && 'public' in access) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const session = await this.authenticate(request, context.switchToHttp().getResponse());
    request.actor = session.actor;
    const refusal = this.refusal(context, session, access?.roles ?? []);
    if (!refusal) return true;
    if (isCommand(request)) await this.audit.record(auditedCommand(request, 403));
    throw new RefusalError(refusal);
  }

  private async authenticate(request: AuthenticatedRequest, response: Response): Promise<Session> {
    const token = bearerToken(request);
    const session = token === undefined ? undefined : await this.sessions.find(token);
    if (session) return session;
    const sent = request.headers.authorization !== undefined;
    response.setHeader('WWW-Authenticate', sent ? 'Bearer error="invalid_token"' : 'Bearer');
    throw unauthenticated(
      'unauthenticated',
      sent ? '登录已失效，请重新登录' : '请先登录，并以“Authorization: Bearer 令牌”发送请求',
    );
  }

  private refusal(
    context: ExecutionContext,
    session: Session,
    roles: readonly Role[],
  ): Refusal | undefined {
    const { role } = session.actor;
    if (role === 'system' || !roles.includes(role)) return wrongRole(role, roles);
    if (!session.passwordChangeRequired) return undefined;
    if (this.metadata<boolean>(context, INITIAL_PASSWORD_SUFFICES)) return undefined;
    return new Refusal(
      'forbidden',
      'password-change-required',
      '正在使用初始密码，请先修改密码（POST /api/v1/auth/password）再进行其他操作',
    );
  }

  private metadata<T>(context: ExecutionContext, key: string): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(key, [
      context.getHandler(),
      context.getClass(),
    ]);
  }
}

function wrongRole(role: Role | 'system', roles: readonly Role[]): Refusal {
  const own = role === 'system' ? '系统' : ROLE_LABELS[role];
  const detail =
    roles.length === 0
      ? '此接口未开放给任何角色'
      : `此操作需要${roles.map((each) => `“${ROLE_LABELS[each]}”`).join('或')}角色，当前账号的角色是“${own}”`;
  return new Refusal('forbidden', 'forbidden', detail, [], { requiredRoles: [...roles] });
}
