import type { Because } from '../domain/events.js';

/**
 * Why one clause was looked at: of the events that touched facts, those that it reads. A clause that
 * reads none of them changed along with another (exclusivity, caps), so all are named.
 */
export function becauseOfClause(because: Because, clause: string): Because {
  if (because.kind !== 'facts') return because;
  const own = because.events.filter(({ clauses }) => clauses.includes(clause));
  return own.length === 0 ? because : { kind: 'facts', events: own };
}
