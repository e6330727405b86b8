import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { HttpException } from '@nestjs/common';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';

/** Largest body that is read, in bytes; files come as multipart and have a limit of their own. */
export const BODY_LIMIT = 1_048_576;

const JSON_TYPES = ['application/json', 'application/*+json'];
/** Read as text; only routes that say so with `@Consumes` take it. */
export const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/**
 * Reads bodies: JSON is parsed, YAML is left as text, multipart is left to its route, everything
 * else is 415.
 */
export function bodyReaders(): RequestHandler[] {
  const json = express.json({
    limit: BODY_LIMIT,
    type: JSON_TYPES,
    strict: false,
    verify: requireUtf8,
  });
  const yaml = express.text({ limit: BODY_LIMIT, type: YAML_TYPES, verify: requireUtf8 });
  return [refuseOtherTypes, translating(json), translating(yaml)];
}

/** The media type of a request's body; undefined when it has no body. */
export function bodyType(request: Request): string | undefined {
  const length = request.headers['content-length'];
  const has = request.headers['transfer-encoding'] !== undefined || (length ?? '0') !== '0';
  if (!has) return undefined;
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function refuseOtherTypes(request: Request, _response: Response, next: NextFunction): void {
  const type = bodyType(request);
  const known =
    type === undefined ||
    request.is([...JSON_TYPES, ...YAML_TYPES, 'multipart/form-data']) !== false;
  next(known ? undefined : unsupportedType(type));
}

/** 415 that names what was sent. */
export function unsupportedType(
  type: string,
  accepted: readonly string[] = ['application/json'],
): Error {
  const sent = type === '' ? '没有写内容类型' : `内容类型“${type.slice(0, 60)}”不受支持`;
  const detail = `${sent}，请以 Content-Type: ${accepted.join(' 或 ')} 发送`;
  return new HttpException({ code: 'unsupported-media-type', detail }, 415);
}

/** JSON is UTF-8 (RFC 8259); broken bytes would silently become replacement characters. */
function requireUtf8(
  _request: IncomingMessage,
  _response: unknown,
  body: Buffer,
  encoding: string,
): void {
  if (encoding === 'utf-8' && !isUtf8(body)) {
    throw Object.assign(new Error('not UTF-8'), { status: 400, type: 'not-utf-8' });
  }
}

function translating(reader: RequestHandler): RequestHandler {
  return (request, response, next) => {
    void reader(request, response, (error?: unknown) => {
      next(error === undefined || error === null ? undefined : bodyProblem(error));
    });
  };
}

/** What the body reader throws, in our words. */
function bodyProblem(error: unknown): unknown {
  const { type, status } = error as { type?: string; status?: number };
  switch (type) {
    case 'entity.too.large':
      return new HttpException(
        { code: 'body-too-large', detail: `请求内容超过上限 ${BODY_LIMIT / 1_048_576} MB` },
        413,
      );
    case 'entity.parse.failed':
      return malformed('malformed-json', '请求内容不是有效的 JSON，请检查引号、逗号和括号');
    case 'not-utf-8':
      return malformed('malformed-json', '请求内容不是有效的 UTF-8 文本');
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new HttpException(
        {
          code: 'unsupported-media-type',
          detail: '请求内容应为 UTF-8 编码，压缩只支持 gzip、deflate 与 br',
        },
        415,
      );
    default:
      // Broken off, a wrong length, broken compression: the sender's fault, and 4xx all of them.
      return status !== undefined && status < 500
        ? malformed('malformed-request', '请求内容没有完整收到或无法解压，请重新发送')
        : error;
  }
}

function malformed(code: string, detail: string): RefusalError {
  return new RefusalError(new Refusal('malformed', code, detail));
}
