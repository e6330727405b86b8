/** One thing wrong with one field of a request. */
export interface FieldIssue {
  /** Path of the field, e.g. `attributes.issuedOn` or `clauses.0.when`. */
  readonly path: string;
  /** Stable machine code, e.g. `not-a-date`. */
  readonly code: string;
  /** Chinese sentence: what is wrong and what would be accepted. */
  readonly message: string;
}

/**
 * What kind of "no" this is; the HTTP layer maps it to a status:
 * `conflict` 409 (a business rule), `unacceptable` 422 (parses, but cannot be accepted),
 * `not-found` 404, `forbidden` 403, `stale` 412 (If-Match), `malformed` 400, `unavailable` 503.
 */
export type RefusalKind =
  'conflict' | 'unacceptable' | 'not-found' | 'forbidden' | 'stale' | 'malformed' | 'unavailable';

/**
 * A "no" of the domain, as a value: deciders return it, they never throw. `code` is stable and part
 * of the HTTP contract; `detail` is a Chinese sentence that tells the user what to do.
 */
export class Refusal {
  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    readonly detail: string,
    readonly errors: readonly FieldIssue[] = [],
    /** Extra members of the problem+json answer, e.g. `{ creditCode }`; JSON values only. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {}

  static conflict(code: string, detail: string, extra: Record<string, unknown> = {}): Refusal {
    return new Refusal('conflict', code, detail, [], extra);
  }

  static unacceptable(errors: readonly FieldIssue[], code = 'validation-failed'): Refusal {
    return new Refusal('unacceptable', code, errors.map((e) => e.message).join('；'), errors);
  }

  static notFound(code: string, detail: string): Refusal {
    return new Refusal('not-found', code, detail);
  }
}

/** Carries a {@link Refusal} through code that can only throw (handlers, guards, pipes). */
export class RefusalError extends Error {
  constructor(readonly refusal: Refusal) {
    super(`${refusal.code}: ${refusal.detail}`);
    this.name = 'RefusalError';
  }
}

/** Unwraps a decision: throws a {@link RefusalError} when it is a refusal. */
export function orThrow<T>(decision: T | Refusal): T {
  if (decision instanceof Refusal) throw new RefusalError(decision);
  return decision;
}
