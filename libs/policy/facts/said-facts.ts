import { Injectable } from '@nestjs/common';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { DECLARATIONS_PROJECTION } from '../declarations/declarations.projection.js';
import type { ManualFact } from '../domain/facts/facts.js';
import { num, parseRatio, type WrittenValue } from '../domain/facts/values.js';
import { MANUAL_ANSWERS_PROJECTION } from '../manual-answers/manual-answers.projection.js';

/** A figure as checks use it: what an officer confirmed, else what is declared. */
export interface SaidFigure {
  readonly fact: string;
  readonly year: number;
  readonly value: WrittenValue;
  readonly confirmed: boolean;
  /** The declaration and, where there is one, its confirmation. */
  readonly events: readonly string[];
}

/** What people have said of one enterprise, as a prefix of the ledger knows it. */
export interface Said {
  readonly figures: readonly SaidFigure[];
  /** By the key of the question. */
  readonly answers: ReadonlyMap<string, ManualFact>;
}

interface Collected extends Said {
  readonly figures: SaidFigure[];
  readonly answers: Map<string, ManualFact>;
}

export const NOTHING_SAID: Said = { figures: [], answers: new Map() };

interface FigureRow {
  readonly credit_code: string;
  readonly year: number;
  readonly fact: string;
  readonly value: WrittenValue;
  readonly declaration: string;
  readonly decision: string | null;
}

interface AnswerRow {
  readonly credit_code: string;
  readonly question: string;
  readonly answer: boolean | number;
  readonly event_id: string;
}

/** $1 credit codes, $2 position. */
const FIGURES = `
  SELECT credit_code, year, fact, coalesce(confirmed, declared)->'value' AS value,
    coalesce(confirmed, declared)->'declared'->>'eventId' AS declaration,
    confirmed->'decided'->>'eventId' AS decision
  FROM declarations_figures
  WHERE credit_code = ANY ($1) AND known_from <= $2 AND (known_to IS NULL OR known_to > $2)
    AND (declared IS NOT NULL OR confirmed IS NOT NULL)
  ORDER BY credit_code, year, fact`;

/** $1 credit codes, $2 position, $3 list, $4 award year; an answer of that year comes last. */
const ANSWERS = `
  SELECT credit_code, question, answer, event_id FROM manual_answers_given
  WHERE credit_code = ANY ($1) AND known_from <= $2 AND (known_to IS NULL OR known_to > $2)
    AND list = $3 AND award_year IN (0, $4) AND answer IS NOT NULL
  ORDER BY credit_code, award_year, question`;

/** Declared figures and officers' answers of many enterprises, each with one question. */
@Injectable()
export class SaidFacts {
  constructor(private readonly readModels: ReadModels) {}

  /**
   * @returns of each code that anything was said of
   * @throws RefusalError 503 when a read model does not get there in time
   */
  async of(
    creditCodes: readonly string[],
    asked: { readonly list: string; readonly awardYear: number },
    position: bigint,
  ): Promise<ReadonlyMap<string, Said>> {
    await this.readModels.waitFor([DECLARATIONS_PROJECTION, MANUAL_ANSWERS_PROJECTION], position);
    const at = [creditCodes, String(position)];
    const [figures, answers] = await Promise.all([
      this.readModels.query<FigureRow>(FIGURES, at),
      this.readModels.query<AnswerRow>(ANSWERS, [...at, asked.list, asked.awardYear]),
    ]);
    const said = new Map<string, Collected>();
    const of = (creditCode: string): Collected => {
      const known = said.get(creditCode) ?? { figures: [], answers: new Map() };
      said.set(creditCode, known);
      return known;
    };
    for (const row of figures) of(row.credit_code).figures.push(figureOf(row));
    for (const row of answers) of(row.credit_code).answers.set(row.question, answerOf(row));
    return said;
  }
}

function figureOf({ fact, year, value, declaration, decision }: FigureRow): SaidFigure {
  const events = decision === null ? [declaration] : [declaration, decision];
  return { fact, year, value, confirmed: decision !== null, events };
}

function answerOf({ answer, event_id: event }: AnswerRow): ManualFact {
  if (typeof answer === 'boolean') return { value: answer, events: [event] };
  return { value: parseRatio(String(answer)) ?? num(0), events: [event] };
}
