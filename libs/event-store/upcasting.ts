import type { DomainEvent } from '#libs/kernel/event.js';
import type { RecordedEvent } from './port.js';

/** Lifts the data of one schema version to the next one. Pure; must accept whatever was ever stored. */
export type Upcast = (data: Record<string, unknown>) => Record<string, unknown>;

/**
 * For an event type, the steps 1→2, 2→3 … in order. A type that is not listed is at version 1.
 * Each slice exports its own table; consumers only ever see the latest shape.
 */
export type Upcasters = Readonly<Record<string, readonly Upcast[]>>;

/** The latest schema version of a type under these upcasters. */
export function latestVersion(upcasters: Upcasters, type: string): number {
  return (upcasters[type]?.length ?? 0) + 1;
}

/**
 * A stored event in its latest shape.
 * @throws Error when the event was written by a newer program than this one: to guess would be to
 *   lose data, so a projection stops here instead.
 */
export function upcast<E extends DomainEvent>(event: RecordedEvent, upcasters: Upcasters = {}): E {
  const stored = Number(event.metadata['schemaVersion'] ?? '1');
  const latest = latestVersion(upcasters, event.type);
  if (stored > latest) {
    throw new Error(
      `event ${event.id} (${event.type}) has schema version ${stored}; this program knows up to ${latest}`,
    );
  }
  const steps = (upcasters[event.type] ?? []).slice(stored - 1);
  const data = steps.reduce((value, step) => step(value), event.data as Record<string, unknown>);
  return { type: event.type, schemaVersion: latest, data } as unknown as E;
}
