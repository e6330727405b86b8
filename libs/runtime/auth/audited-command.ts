import { requestIdOf } from '#libs/runtime/http/request/request-id.js';
import { actorOf } from './current-actor.decorator.js';
import { addressOf, type AuthenticatedRequest } from './authenticated-request.js';
import type { AuditedCommand } from './command-audit.js';

/** Longest subject kept: three ids of the longest kind. */
const LONGEST_SUBJECT = 200;

/** Everything that is not a mere question is a command. */
export function isCommand(request: AuthenticatedRequest): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
}

/** What the audit trail keeps of a request: route pattern and ids, never the body that was sent. */
export function auditedCommand(
  request: AuthenticatedRequest,
  status: number,
  answer?: unknown,
): AuditedCommand {
  const { route } = request as { route?: { path?: unknown } };
  // Never the path as it was sent: what people put there may be anything.
  const pattern = typeof route?.path === 'string' ? route.path : '(unknown route)';
  return {
    actor: actorOf(request),
    action: `${request.method} ${pattern}`,
    subject: storable(idsIn(request.params) || idOf(answer)),
    status,
    requestId: requestIdOf(request) ?? '',
    address: addressOf(request),
  };
}

function idsIn(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}

/** What a command created is named by its answer. */
function idOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return '';
  const fields = answer as Readonly<Record<string, unknown>>;
  const name = ['id', 'creditCode', 'username'].find((key) => typeof fields[key] === 'string');
  return name === undefined ? '' : `${name}=${String(fields[name])}`;
}

/** Path parameters are what the caller sent: no control characters, no endless text. */
function storable(text: string): string {
  return text.slice(0, LONGEST_SUBJECT).replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd');
}
