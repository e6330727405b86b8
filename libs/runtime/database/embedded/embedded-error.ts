/** The embedded PostgreSQL cannot be used; the (Chinese) message says why and what to do. */
export class EmbeddedPostgresError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
  }
}

/** True for an error of the operating system with this code, such as `ENOENT`. */
export function isCode(error: unknown, code: string): boolean {
  // Not `instanceof Error`: in a test's realm Node's own errors come from another one.
  return (error as { code?: unknown } | null)?.code === code;
}
