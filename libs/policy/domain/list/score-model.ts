import type { Comparison, Condition } from './model.js';

/** Whole points; `min` < `max` where experts decide in between. */
export interface Points {
  readonly min: number;
  readonly max: number;
}

/** How points come about: closed, and each part three-valued. */
export type Score =
  /** The first row whose condition holds gives its points, and `otherwise` where none does. */
  | {
      readonly kind: 'table';
      readonly label?: string;
      readonly rows: readonly ScoreRow[];
      readonly otherwise: Points;
    }
  /** 选其一: the best of several ways. */
  | { readonly kind: 'best'; readonly label?: string; readonly of: readonly Score[] }
  /** Several indicators together, at most `max`. */
  | {
      readonly kind: 'sum';
      readonly label?: string;
      readonly of: readonly Score[];
      readonly max: number;
    }
  /** What experts judge; `key` names their answer among an officer's answers. */
  | {
      readonly kind: 'experts';
      readonly label?: string;
      readonly key: string;
      readonly question: string;
      readonly points: Points;
    };

export interface ScoreRow {
  readonly when: Condition;
  readonly points: Points;
}

/** The points of a clause. */
export interface ClauseScore {
  /** Full marks. */
  readonly max: number;
  readonly score: Score;
}

/** Stands for the sum over all clauses where a score is named. */
export const TOTAL_SCORE = 'total';

/** What passing an assessment may ask for: a clause fulfilled, or so many points. */
export type PassLeaf =
  | {
      readonly kind: 'clause';
      readonly path: string;
      readonly clause: string;
      /** False under a `not`. */
      readonly expected: boolean;
    }
  | {
      readonly kind: 'score';
      readonly path: string;
      /** A clause, or {@link TOTAL_SCORE}. */
      readonly of: string;
      readonly test: Comparison;
    };
