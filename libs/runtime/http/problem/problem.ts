import type { Response } from 'express';
import type { FieldIssue } from '#libs/kernel/refusal.js';

/** An error as RFC 9457 writes it, with a stable `code` and the faults of the single fields. */
export interface Problem {
  readonly type: string;
  /** Chinese; the same for every problem of this status. */
  readonly title: string;
  readonly status: number;
  /** Stable machine code; part of the contract. */
  readonly code: string;
  /** Chinese sentence: what is wrong and what to do. */
  readonly detail: string;
  readonly errors: readonly FieldIssue[];
  /** Seconds after which it is worth asking again; answered as `Retry-After`. */
  readonly retryAfter?: number;
  /** More members, never replacing those above. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

interface Usual {
  readonly title: string;
  readonly code: string;
  readonly detail: string;
}

/** What is said for a status when the thrower had nothing of its own to say. */
const USUAL: Readonly<Record<number, Usual>> = {
  400: { title: '请求无法解析', code: 'malformed-request', detail: '请求的写法有误，请检查后重试' },
  401: { title: '需要登录', code: 'unauthenticated', detail: '请先登录' },
  403: { title: '没有权限', code: 'forbidden', detail: '当前账号没有此操作的权限' },
  404: { title: '没有找到', code: 'not-found', detail: '没有这个地址或记录' },
  405: { title: '不支持的方法', code: 'method-not-allowed', detail: '这个地址不支持所用的方法' },
  406: {
    title: '无法按要求的格式应答',
    code: 'not-acceptable',
    detail: '请改用 Accept: application/json',
  },
  408: { title: '请求超时', code: 'request-timeout', detail: '请求没有在限定时间内发送完，请重试' },
  409: { title: '与现有记录冲突', code: 'conflict', detail: '与现有记录冲突，请重新读取后再试' },
  412: {
    title: '记录已被更新',
    code: 'stale-revision',
    detail: '记录已被他人更新，请重新读取后再改',
  },
  413: { title: '请求内容过大', code: 'body-too-large', detail: '请求内容超过上限，请减小后重试' },
  414: { title: '地址过长', code: 'url-too-long', detail: '请求地址过长，请减少查询参数' },
  415: {
    title: '不支持的内容类型',
    code: 'unsupported-media-type',
    detail: '请以 Content-Type: application/json 发送',
  },
  422: {
    title: '内容不符合要求',
    code: 'validation-failed',
    detail: '有内容不符合要求，请按提示修改',
  },
  429: { title: '操作过于频繁', code: 'too-many-requests', detail: '操作过于频繁，请稍后再试' },
  431: { title: '请求头过大', code: 'headers-too-large', detail: '请求头超过上限' },
  500: { title: '服务器内部错误', code: 'internal-error', detail: '服务器内部错误，请稍后重试' },
  503: { title: '暂时不可用', code: 'unavailable', detail: '服务暂时不可用，请稍后重试' },
};

/** A problem of this status; what is left out is what is usually said for it. */
export function problem(
  status: number,
  said: Partial<Pick<Problem, 'code' | 'detail' | 'errors' | 'retryAfter' | 'extra'>> = {},
): Problem {
  const usual = USUAL[status] ?? (status < 500 ? USUAL[400] : USUAL[500]);
  const code = said.code ?? usual?.code ?? 'internal-error';
  return {
    type: `urn:innovation-registry:problem:${code}`,
    title: usual?.title ?? '',
    status,
    code,
    detail: said.detail ?? usual?.detail ?? '',
    errors: said.errors ?? [],
    ...(said.retryAfter === undefined ? {} : { retryAfter: said.retryAfter }),
    ...(said.extra === undefined ? {} : { extra: said.extra }),
  };
}

/** The JSON that is answered. @param requestId lets a user and the log speak of the same request */
export function problemBody(problem: Problem, requestId: string | undefined): object {
  const { type, title, status, code, detail, errors, extra } = problem;
  return {
    ...extra,
    ...{ type, title, status, code, detail, errors },
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Answers with the problem; a response that has begun already can only be broken off. */
export function sendProblem(response: Response, problem: Problem, requestId?: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of ['ETag', 'Registry-Position', 'Content-Disposition']) {
    response.removeHeader(name);
  }
  if (problem.retryAfter !== undefined) response.setHeader('Retry-After', problem.retryAfter);
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem, requestId)));
}
