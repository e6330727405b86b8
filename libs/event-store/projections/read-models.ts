/** What a query may ask of time; raw strings as they came in over HTTP. */
export interface ReadRequest {
  /** Position token: wait (bounded, 10 s) until the read models have seen it. */
  readonly after?: string;
  /** Instant, date (its end in Shanghai; today = now) or position token. */
  readonly knownAt?: string;
}

/** The ledger prefix an answer is made from. */
export interface ReadPosition {
  /** Events at or below this position are known; none above it. */
  readonly position: bigint;
  /** `position` as a token, cited in every answer. */
  readonly token: string;
  /** The `knownAt` that was asked, normalised to an ISO instant or a token; null when left out. */
  readonly knownAt: string | null;
}

/**
 * The reading side of the projections, for query handlers. Its SQL sees the views of schema `rm`
 * by their bare names.
 */
export abstract class ReadModels {
  /**
   * Runs one read-only statement on the read models. Values come as: `date` `YYYY-MM-DD`,
   * `timestamptz` an ISO instant in ms, `bigint` and `numeric` text (exact), `jsonb` parsed.
   */
  abstract query<Row extends object = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Row[]>;

  /**
   * Where a question about these projections is to be answered: waits for `after`, then resolves
   * `knownAt`; left out, it is the lowest checkpoint of the named projections.
   * @throws RefusalError 400 for a malformed, foreign or not yet existing token, 422 for a
   *   `knownAt` in the future or not understood, 503 `read-model-behind` when waiting took too long
   */
  abstract resolve(projections: readonly string[], request: ReadRequest): Promise<ReadPosition>;

  /**
   * Waits (bounded) until the named projections have seen `position`.
   * @throws RefusalError 503 `read-model-behind`
   */
  abstract waitFor(projections: readonly string[], position: bigint): Promise<void>;
}
