import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { isRecord } from '#libs/kernel/read-fields.js';
import { Refusal, RefusalError, type FieldIssue } from '#libs/kernel/refusal.js';
import { unsafeInput } from './safe-input.js';
import { issuesOf } from './validation-issues.js';

/** Types that are written in a signature and are no request classes. */
const PLAIN_TYPES: readonly unknown[] = [String, Number, Boolean, Array, Object, BigInt, undefined];

/**
 * Checks body, query and path parameters: nothing that cannot be stored, no unknown fields, and the
 * rules of the request class in the handler's signature. Values are never converted by guessing;
 * where a class wants a number from a query, it says how (see `query.dto.ts`).
 */
@Injectable()
export class RequestPipe implements PipeTransform<unknown, Promise<unknown>> {
  /** @throws RefusalError 422 with every fault that was found */
  async transform(value: unknown, { type, metatype, data }: ArgumentMetadata): Promise<unknown> {
    if (type === 'custom') return value;
    refuse(unsafeInput(data === undefined ? value : { [data]: value }));
    if (type !== 'body' && metatype === String) refuse(repeated(value, data));
    if (metatype === undefined || PLAIN_TYPES.includes(metatype)) return value;
    return checked(value ?? {}, metatype);
  }
}

async function checked(value: unknown, metatype: Type): Promise<unknown> {
  if (!isRecord(value)) {
    refuse([{ path: '', code: 'not-an-object', message: '请求内容应为 JSON 对象 {…}' }]);
  }
  const instance = plainToInstance(metatype, value, { exposeDefaultValues: true }) as object;
  const errors = await validate(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  refuse(issuesOf(errors));
  return instance;
}

/** `?a=1&a=2` gives a list where the handler expects one text. */
function repeated(value: unknown, name: string | undefined): FieldIssue[] {
  if (value === undefined || typeof value === 'string') return [];
  const path = name ?? '';
  return [{ path, code: 'repeated-parameter', message: `参数 ${path} 只能写一次` }];
}

function refuse(issues: readonly FieldIssue[]): void {
  if (issues.length > 0) throw new RefusalError(Refusal.unacceptable(issues));
}
