/** What is remembered of a command that carries an `Idempotency-Key`. */
export interface CommandClaim {
  readonly commandId: string;
  readonly bodyHash: string;
  readonly stream: string;
  /** The number that was issued for this command, where the ledger issues numbers. */
  readonly number: string | null;
  /** Set when the command was answered without appending: the revision that was answered. */
  readonly answeredRevision: bigint | null;
}

/** A claim as it stands after somebody tried to make it. */
export interface ClaimAnswer extends CommandClaim {
  /** True for the one caller who made it: nobody has appended under this command id before. */
  readonly fresh: boolean;
}

/**
 * Says where a retry has to look (design: command id → body hash, stream, number). A row is written
 * before the append, so a crash between the two leaves a row without events, and the retry simply
 * carries on. Also hands out issued numbers, keyed by command id so that a retry gets the same one.
 */
export abstract class CommandLog {
  abstract find(commandId: string): Promise<CommandClaim | undefined>;

  /** Inserts the claim, or returns the one that is already there (whoever came first wins). */
  abstract claim(
    claim: Pick<CommandClaim, 'commandId' | 'bodyHash' | 'stream' | 'number'>,
  ): Promise<ClaimAnswer>;

  /** The claimed number was taken by somebody else: points the claim at another stream and number. */
  abstract move(commandId: string, stream: string, number: string): Promise<void>;

  /** The command was answered without an append, at this revision. */
  abstract answered(commandId: string, revision: bigint): Promise<void>;

  /**
   * The next number of a series such as `PT411323-2023`, as a 1-based counter. The same command id
   * and attempt always get the same counter. Gaps are allowed.
   */
  abstract issueNumber(series: string, commandId: string, attempt: number): Promise<number>;
}
