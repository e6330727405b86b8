import type { ProjectionDefinition } from '#libs/event-store/projections/projection.js';
import { journal } from '../../contract/support/journal-projection.js';

/** The journal, which rests in the middle of each page: rows written, nothing committed. */
export function slowJournal(say: (line: string) => void): ProjectionDefinition {
  const plain = journal();
  return journal({
    apply: async (tx, events) => {
      const half = Math.ceil(events.length / 2);
      await plain.apply(tx, events.slice(0, half));
      say(`in a page of ${events.length}`);
      await tx.query('select pg_sleep(0.05)');
      await plain.apply(tx, events.slice(half));
    },
  });
}
