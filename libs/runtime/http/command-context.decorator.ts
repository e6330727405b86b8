import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { uuidV5, uuidV7 } from '#libs/kernel/uuid.js';
import type { AuthenticatedRequest } from '#libs/runtime/auth/authenticated-request.js';
import { actorOf } from '#libs/runtime/auth/current-actor.decorator.js';
import { requestIdOf } from './request/request-id.js';

/** Namespace of command ids that derive from an `Idempotency-Key`. Never change it. */
const COMMANDS = '6f1d6b0e-4d0a-5c39-9b51-3c2f0f1e7a11';
/** Visible ASCII, as it can stand in a header and in a log. */
const KEY = /^[\x21-\x7e]{1,200}$/;
/** A strong entity tag with a revision in it, as our answers carry it. */
const REVISION_TAG = /^"(0|[1-9]\d{0,18})"$/;

/**
 * Parameter decorator: what a command needs to know about its request.
 * @throws 401 without a session, RefusalError 400 for a header that cannot be read
 */
export const Context = createParamDecorator(
  (_data: unknown, context: ExecutionContext): CommandContext =>
    commandContextOf(context.switchToHttp().getRequest<AuthenticatedRequest>(), new Date()),
);

/** The context of a request; the same request with the same key gives the same command id. */
export function commandContextOf(request: AuthenticatedRequest, now: Date): CommandContext {
  const actor = actorOf(request);
  const key = idempotencyKey(request.headers['idempotency-key']);
  const ifRevision = revisionOf(request.headers['if-match']);
  return {
    commandId: key === undefined ? uuidV7() : uuidV5(COMMANDS, nameOf(request, actor.id, key)),
    actor,
    now: now.toISOString(),
    correlationId: requestIdOf(request) ?? uuidV7(),
    source: 'http',
    bodyHash: sha256Hex(canonicalJson(request.body ?? null)),
    idempotent: key !== undefined,
    ...(ifRevision === undefined ? {} : { ifRevision }),
  };
}

/** JSON, so that no choice of path and key can be mistaken for another one. */
function nameOf(request: AuthenticatedRequest, actorId: string, key: string): string {
  const path = request.originalUrl.split('?', 1)[0]?.replace(/\/+$/, '') ?? '';
  return JSON.stringify([actorId, request.method, path, key]);
}

function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw malformed(
    'malformed-idempotency-key',
    'Idempotency-Key 应为 1–200 个可见的 ASCII 字符，不含空格，例如一个 UUID',
  );
}

function revisionOf(header: string | undefined): bigint | undefined {
  const text = header?.trim();
  // `*`: any revision will do; whether there is one is for the decision to see.
  if (text === undefined || text === '*') return undefined;
  const revision = REVISION_TAG.exec(text)?.[1];
  if (revision !== undefined) return BigInt(revision);
  throw malformed(
    'malformed-if-match',
    'If-Match 应为此前应答头 ETag 的原值，带引号，例如 If-Match: "3"',
  );
}

function malformed(code: string, detail: string): RefusalError {
  return new RefusalError(new Refusal('malformed', code, detail));
}
