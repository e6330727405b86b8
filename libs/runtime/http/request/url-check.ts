import type { NextFunction, Request, Response } from 'express';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';

/**
 * Refuses addresses that cannot be decoded (400) or hold a NUL (422, PostgreSQL cannot keep it),
 * before the router or a query parser makes something else of them.
 */
export function checkUrl(request: Request, _response: Response, next: NextFunction): void {
  const decoded = decode(request.originalUrl);
  if (decoded === undefined) {
    next(
      new RefusalError(
        new Refusal(
          'malformed',
          'malformed-url',
          '地址中的 % 编码无法解读，应为 UTF-8 的百分号编码',
        ),
      ),
    );
  } else if (decoded.includes('\0')) {
    const [path] = decoded.split('?', 1);
    const where = path?.includes('\0') ? 'path' : 'query';
    const message = '地址中含有空字符（%00），请删去后重试';
    next(
      new RefusalError(Refusal.unacceptable([{ path: where, code: 'unsafe-character', message }])),
    );
  } else {
    next();
  }
}

function decode(url: string): string | undefined {
  try {
    return decodeURIComponent(url);
  } catch {
    return undefined;
  }
}
