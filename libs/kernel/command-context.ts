import type { Actor } from './actor.js';

export type CommandSource = 'http' | 'import' | 'seed' | 'job';

/**
 * What every command brings along. A decision takes time, actor and ids from here and from nowhere
 * else, so the same command always decides the same.
 */
export interface CommandContext {
  /** UUID. With an `Idempotency-Key` it is UUIDv5(actor, method, path, key); event ids derive from it. */
  readonly commandId: string;
  readonly actor: Actor;
  /** The instant the command was accepted, ISO 8601 with `Z`. */
  readonly now: string;
  readonly correlationId: string;
  readonly source: CommandSource;
  /** SHA-256 (hex) of the canonical JSON body; tells a retry from another body under the same key. */
  readonly bodyHash: string;
  /** True when the client sent an `Idempotency-Key`, i.e. when a repeat of `commandId` is possible. */
  readonly idempotent: boolean;
  /** `If-Match`: the revision the caller saw. Absent: no check. */
  readonly ifRevision?: bigint;
  /** Record time brought along by seeds and migrations (system actor only), ISO 8601, ms. */
  readonly recordedAt?: string;
}
