import type { Actor } from '#libs/kernel/actor.js';

/** One command as the audit trail keeps it: who did what to what, and how it ended. No bodies. */
export interface AuditedCommand {
  readonly actor: Actor;
  /** Method and route pattern, e.g. `POST /api/v1/recognitions/:id/corrections`. */
  readonly action: string;
  /** The ids in the path, or the id of what was created. */
  readonly subject: string;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly requestId: string;
  readonly address: string;
}

/** Writes the audit trail; DI token of the adapter that the accounts slice provides. */
export abstract class CommandAudit {
  /**
   * Settles when the row is stored: a command is answered after that. Never rejects: what was done
   * is done and stands in the ledger with its actor, so a row that cannot be stored is an error for
   * the log and not for the caller.
   */
  abstract record(command: AuditedCommand): Promise<void>;
}
