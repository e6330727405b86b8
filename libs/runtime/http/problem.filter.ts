import {
  Catch,
  Logger,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { allowedMethods } from './problem/allowed-methods.js';
import { problemOf } from './problem/problem-of.js';
import { problem, sendProblem, type Problem } from './problem/problem.js';
import { requestIdOf } from './request/request-id.js';

/**
 * Turns whatever was thrown into problem+json. What nobody foresaw is logged with the request's id
 * and answered without any of its details.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const found = problemOf(error);
    const id = requestIdOf(request);
    if (found.unexpected) this.report(error, id);
    const answer = unrouted(error, request, response) ?? withRequestId(found.problem, id);
    sendProblem(response, answer, id);
  }

  private report(error: unknown, id: string | undefined): void {
    const { stack, message } = (error ?? {}) as { stack?: string; message?: string };
    this.logger.error(`request ${id ?? '-'} failed: ${message ?? String(error)}`, stack);
  }
}

/** Nest throws this for a method and path that no handler takes; handlers refuse in other ways. */
function unrouted(error: unknown, request: Request, response: Response): Problem | undefined {
  if (!(error instanceof NotFoundException)) return undefined;
  const methods = allowedMethods(request);
  if (methods.length === 0 || methods.includes(request.method)) return undefined;
  response.setHeader('Allow', methods.join(', '));
  return problem(405, { detail: `这个地址不支持 ${request.method}，可用：${methods.join('、')}` });
}

/** What can only be found in the log is found by the request's id. */
function withRequestId(found: Problem, id: string | undefined): Problem {
  if (found.status !== 500 || id === undefined) return found;
  return { ...found, detail: `${found.detail}；如仍出现，请把请求编号 ${id} 告诉系统管理员` };
}
