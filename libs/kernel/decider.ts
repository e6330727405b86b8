import type { DomainEvent } from './event.js';
import type { Refusal } from './refusal.js';

/**
 * The pure heart of one stream. `evolve` folds events into state and never fails; what may be done
 * is decided by functions of the shape {@link Decide}.
 */
export interface Decider<State, E extends DomainEvent> {
  readonly initial: State;
  readonly evolve: (state: State, event: E) => State;
}

/**
 * One business decision: pure, with time, actor and ids inside the command. An empty list means
 * "already so": nothing is appended and the caller is answered with the state as it is.
 */
export type Decide<Command, State, E extends DomainEvent> = (
  command: Command,
  state: State,
) => readonly E[] | Refusal;

/** Folds events into state. */
export function fold<State, E extends DomainEvent>(
  decider: Decider<State, E>,
  events: readonly E[],
): State {
  return events.reduce(decider.evolve, decider.initial);
}
