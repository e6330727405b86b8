import { Query } from '@nestjs/cqrs';
import type { ReadRequest } from '#libs/event-store/projections/read-models.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import type { FigureState } from '../domain/declarations/declaration.js';
import type { FigureFinding } from '../domain/declarations/plausibility.js';
import type { ValueType, WrittenValue } from '../domain/facts/values.js';

export type { FigureState } from '../domain/declarations/declaration.js';
export type { FigureFinding } from '../domain/declarations/plausibility.js';

/** A value with who said it, when, and from which paper. */
export interface ToldValue {
  readonly value: WrittenValue;
  readonly source: SourceDocument;
  readonly declaredAt: string;
  /** Opaque account id. */
  readonly declaredBy: string;
  /** `enterprise`, or `officer` when it was declared on its behalf. */
  readonly role: string;
  readonly eventId: string;
}

export interface DecidedToldValue extends ToldValue {
  readonly decidedAt: string;
  readonly decidedBy: string;
  readonly decisionEventId: string;
}

/** One figure: what waits and what was decided stand side by side. */
export interface FigureAnswer {
  readonly creditCode: string;
  readonly year: number;
  /** e.g. `rd.expense`. */
  readonly fact: string;
  readonly label: string;
  readonly type: ValueType;
  readonly state: FigureState;
  /** What checks use: the confirmed value, also while a later one waits; else the declared one. */
  readonly used: { readonly value: WrittenValue; readonly confirmed: boolean } | null;
  readonly declared: ToldValue | null;
  readonly confirmed: DecidedToldValue | null;
  readonly rejected: (DecidedToldValue & { readonly reason: string }) | null;
}

/** All figures of an enterprise's year. */
export interface DeclarationAnswer {
  readonly creditCode: string;
  readonly year: number;
  readonly figures: readonly FigureAnswer[];
  /** Doubts about the figures as they stand; they refuse nothing. */
  readonly findings: readonly FigureFinding[];
  readonly revision: number;
  readonly recordedAt: string;
  readonly position: string;
}

/** Figures, those that changed last first; of one enterprise: by year and in the dictionary's order. */
export class DeclaredFigureList extends Query<DeclaredFigureListAnswer> {
  constructor(
    readonly request: ReadRequest & {
      readonly creditCode?: string;
      readonly year?: number;
      readonly state?: FigureState;
      readonly fact?: string;
      readonly page: number;
      readonly pageSize: number;
    },
  ) {
    super();
  }
}

export interface ListedFigure extends FigureAnswer {
  readonly changedAt: string;
}

export interface DeclaredFigureListAnswer extends PageOf<ListedFigure> {
  readonly knownAt: string | null;
  readonly position: string;
}

/** What can be declared: draws the form. */
export interface DeclarableFigure {
  readonly fact: string;
  readonly label: string;
  readonly type: ValueType;
  /** Chinese: how a value is written. */
  readonly accepted: string;
  /** Where the number is found. */
  readonly reportAt: string;
}
