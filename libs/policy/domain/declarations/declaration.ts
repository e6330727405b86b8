import type { Decider } from '#libs/kernel/decider.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type { WrittenValue } from '../facts/values.js';
import type { DeclarationEvent } from './events.js';

/**
 * A value somebody stands for. `Stamp` is what the reader keeps of the events (their ids, when,
 * who); deciding needs none of it.
 */
export interface DeclaredValue<Stamp = null> {
  readonly value: WrittenValue;
  readonly source: SourceDocument;
  /** The declaration. */
  readonly declared: Stamp;
}

export interface DecidedValue<Stamp = null> extends DeclaredValue<Stamp> {
  /** The officer's decision. */
  readonly decided: Stamp;
}

/**
 * One figure of a year. What waits stands beside what was confirmed before: a new declaration never
 * silently takes the place of a value that an officer has confirmed.
 */
export interface Figure<Stamp = null> {
  /** Waits for an officer. */
  readonly declared?: DeclaredValue<Stamp>;
  readonly confirmed?: DecidedValue<Stamp>;
  /** The last one that was not accepted; gone with the next declaration. */
  readonly rejected?: DecidedValue<Stamp> & { readonly reason: string };
}

export type Figures<Stamp = null> = ReadonlyMap<string, Figure<Stamp>>;

export const FIGURE_STATES = {
  declared: '待核实',
  confirmed: '已核实',
  rejected: '未通过',
  withdrawn: '已撤回',
} as const;
export type FigureState = keyof typeof FIGURE_STATES;

/** What a figure waits for, seen from the officer's desk: what waits comes first. */
export function stateOf(figure: Figure<unknown>): FigureState {
  if (figure.declared) return 'declared';
  if (figure.confirmed) return 'confirmed';
  return figure.rejected ? 'rejected' : 'withdrawn';
}

/**
 * The value that checks use: what an officer confirmed, also while a later declaration waits beside
 * it; else what is declared. Undefined: none.
 */
export function usedValue<Stamp>(
  figure: Figure<Stamp>,
): DeclaredValue<Stamp> | DecidedValue<Stamp> | undefined {
  return figure.confirmed ?? figure.declared;
}

/** One event onto the figures of its year. Pure; never fails. */
export function evolveFigures<Stamp>(
  figures: Figures<Stamp>,
  event: DeclarationEvent,
  stamp: Stamp,
): Figures<Stamp> {
  const next = new Map(figures);
  for (const [name, value] of Object.entries(event.data.figures)) {
    next.set(name, evolveFigure(next.get(name) ?? {}, event, value, stamp));
  }
  return next;
}

/** One event onto one of its figures. @param value what the event says of it */
export function evolveFigure<Stamp>(
  figure: Figure<Stamp>,
  event: DeclarationEvent,
  value: WrittenValue,
  stamp: Stamp,
): Figure<Stamp> {
  const { declared, confirmed, rejected } = figure;
  switch (event.type) {
    case 'declaration.submitted':
      // The confirmed value declared once more: nothing waits any longer.
      if (confirmed?.value === value) return { confirmed };
      return {
        declared: { value, source: event.data.source, declared: stamp },
        ...(confirmed ? { confirmed } : {}),
      };
    case 'declaration.confirmed':
      return declared ? { confirmed: { ...declared, decided: stamp } } : figure;
    case 'declaration.rejected': {
      const refused = declared ?? confirmed;
      if (!refused) return figure;
      return {
        ...(declared && confirmed ? { confirmed } : {}),
        rejected: { ...refused, decided: stamp, reason: event.data.reason },
      };
    }
    case 'declaration.withdrawn':
      return { ...(confirmed ? { confirmed } : {}), ...(rejected ? { rejected } : {}) };
  }
}

export const declarationDecider: Decider<Figures, DeclarationEvent> = {
  initial: new Map(),
  evolve: (figures, event) => evolveFigures(figures, event, null),
};
