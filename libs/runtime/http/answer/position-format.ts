/**
 * Writes a position as the token that clients see; DI token. The host provides it, because the
 * ledger's id is known to the event store and not to the HTTP layer.
 */
export abstract class PositionFormat {
  abstract format(position: bigint): string;
}
