import type { AppendRequest, AppendOutcome, EventStore, NewEvent } from '#libs/event-store/port.js';
import { uuidV7 } from '#libs/kernel/uuid.js';

/** What the contract suite needs of an adapter. The store may hold other data beside the suite's. */
export interface ContractSubject {
  readonly store: EventStore;
  /**
   * An append that takes its time between writing and becoming visible, and may then be taken back,
   * as other processes' transactions may. Left out where the store has nothing of the kind.
   * @returns undefined when it was rolled back
   */
  readonly slowAppend?: (
    request: AppendRequest,
    how: { readonly holdMs: number; readonly rollback: boolean },
  ) => Promise<AppendOutcome | undefined>;
  dispose(): Promise<void>;
}

export type OpenSubject = () => Promise<ContractSubject>;

/** A stream name no other test uses. */
export function newStream(category = 'contract'): string {
  return `${category}-${uuidV7()}`;
}

export function newEvent(type = 'contract.happened', data: object = { n: 1 }): NewEvent {
  return { id: uuidV7(), type, data, metadata: { schemaVersion: '1' } };
}

export function newEvents(count: number, type?: string): NewEvent[] {
  return Array.from({ length: count }, (_, n) => newEvent(type, { n }));
}
