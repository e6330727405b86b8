import type { ReadPosition } from '#libs/event-store/projections/read-models.js';

/** Token of another position of the same ledger. */
export function tokenOf(at: ReadPosition, position: bigint): string {
  return `${at.token.slice(0, at.token.indexOf('.'))}.${position}`;
}
