import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { Response } from 'express';
import { catchError, concatMap, from, map, type Observable, throwError } from 'rxjs';
import { readAnswer, statusOfError } from './answer-status.js';
import { auditedCommand, isCommand } from './audited-command.js';
import type { AuthenticatedRequest } from './authenticated-request.js';
import { CommandAudit } from './command-audit.js';

/**
 * One row in the audit trail for every command of somebody who is signed in, however it ended; the
 * command is answered after the row is stored. Works inside and outside the interceptor that unpacks
 * command answers.
 */
@Injectable()
export class CommandAuditInterceptor implements NestInterceptor {
  constructor(private readonly audit: CommandAudit) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (context.getType() !== 'http' || !request.actor || !isCommand(request)) return next.handle();
    const response = context.switchToHttp().getResponse<Response>();
    const record = (status: number, body?: unknown): Observable<void> =>
      from(this.audit.record(auditedCommand(request, status, body)));
    return next.handle().pipe(
      catchError((error: unknown) =>
        record(statusOfError(error)).pipe(concatMap(() => throwError(() => error))),
      ),
      concatMap((answer: unknown) => {
        const { status, body } = readAnswer(answer, response.statusCode);
        return record(status, body).pipe(map(() => answer));
      }),
    );
  }
}
