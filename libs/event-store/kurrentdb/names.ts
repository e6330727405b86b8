/**
 * How a ledger lies in a KurrentDB that it may share with others: every stream of it is called
 * `<LEDGER>.<stream>`, so that one prefix finds the whole ledger and nothing else. A ledger's name
 * holds no dot.
 */
export class LedgerNames {
  readonly prefix: string;
  /**
   * Holds the ledger's id; outside the prefix, since it is no event of the ledger. No stream of
   * another ledger begins like this, since the ledger's whole name stands before a `:`.
   */
  readonly identity: string;

  constructor(readonly ledger: string) {
    this.prefix = `${ledger}.`;
    this.identity = `${ledger}:ledger`;
  }

  inStore(stream: string): string {
    return this.prefix + stream;
  }

  inLedger(streamInStore: string): string {
    return streamInStore.slice(this.prefix.length);
  }
}

/**
 * Metadata key, never shown, with a mark of the call that wrote an event. The server answers a repeat
 * as it answered the first time; only what is stored can tell who stored it.
 */
export const WRITER_KEY = '$writer';
