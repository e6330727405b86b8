import type { DomainEvent } from '#libs/kernel/event.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type { WrittenValue } from '../facts/values.js';

/**
 * Figures by name of the fact (`rd.expense`), in their canonical form: money and ratios as decimal
 * strings, whole numbers as numbers, yes and no as booleans.
 */
export type DeclaredFigures = Readonly<Record<string, WrittenValue>>;

interface Of {
  readonly creditCode: string;
  /** The year that the figures are about. */
  readonly year: number;
  readonly figures: DeclaredFigures;
}

/**
 * What is stored in `declaration-<creditCode>.<year>`. An enterprise (or an officer for it; the
 * metadata says who) says how large some figures are. A later one replaces those of the same name
 * that wait; what an officer has confirmed stays beside it until he decides again.
 */
export type DeclarationSubmitted = DomainEvent<
  'declaration.submitted',
  Of & { readonly source: SourceDocument }
>;

/** An officer has compared what waited with the papers. `figures` are the values he confirmed. */
export type DeclarationConfirmed = DomainEvent<'declaration.confirmed', Of>;

/**
 * An officer does not accept figures: of each what waits, or, where nothing waits, what was
 * confirmed. `figures` are the values he rejected.
 */
export type DeclarationRejected = DomainEvent<
  'declaration.rejected',
  Of & { readonly reason: string }
>;

/** What waited is taken back by whoever declared it. */
export type DeclarationWithdrawn = DomainEvent<
  'declaration.withdrawn',
  Of & { readonly reason: string }
>;

export type DeclarationEvent =
  DeclarationSubmitted | DeclarationConfirmed | DeclarationRejected | DeclarationWithdrawn;

export const DECLARATION_STREAM_PREFIX = 'declaration-';

export function declarationStream(creditCode: string, year: number): string {
  return `${DECLARATION_STREAM_PREFIX}${creditCode}.${year}`;
}
