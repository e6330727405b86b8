import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { DeclaredFigureList, type DeclaredFigureListAnswer } from './queries.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { DECLARATIONS_PROJECTION, figureOf, type FigureRow } from './declarations.projection.js';
import { figureAnswer } from './figure-answer.js';

/**
 * $1 position, $2 credit code, $3 year, $4 state, $5 fact, $6 limit, $7 offset, $8 facts in the
 * order of the dictionary. Of one enterprise: by year and dictionary; else what changed last first.
 */
const FIGURES = `
  SELECT *, count(*) OVER () AS total FROM declarations_figures
  WHERE known_from <= $1 AND (known_to IS NULL OR known_to > $1)
    AND ($2::text IS NULL OR credit_code = $2)
    AND ($3::int IS NULL OR year = $3)
    AND ($4::text IS NULL OR state = $4)
    AND ($5::text IS NULL OR fact = $5)
  ORDER BY CASE WHEN $2::text IS NULL THEN known_from END DESC, year DESC,
    array_position($8::text[], fact), credit_code
  LIMIT $6 OFFSET $7`;

@QueryHandler(DeclaredFigureList)
export class DeclaredFigureListHandler implements IQueryHandler<DeclaredFigureList> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly policy: PolicyDictionary,
  ) {}

  /** @throws RefusalError 400, 422, 503 as `ReadModels.resolve` */
  async execute({ request }: DeclaredFigureList): Promise<DeclaredFigureListAnswer> {
    const { page, pageSize, creditCode, year, state, fact } = request;
    const { dictionary } = this.policy;
    const at = await this.readModels.resolve([DECLARATIONS_PROJECTION], request);
    const filter = [creditCode ?? null, year ?? null, state ?? null, fact ?? null];
    const { rows, total } = await pageOfRows({ page, pageSize }, ({ limit, offset }) =>
      this.readModels.query<FigureRow & { readonly total: string }>(FIGURES, [
        String(at.position),
        ...filter,
        limit,
        offset,
        [...dictionary.facts.keys()],
      ]),
    );
    const items = rows.map((row) => ({
      ...figureAnswer(
        dictionary,
        { creditCode: row.credit_code, year: row.year, fact: row.fact },
        figureOf(row),
      ),
      changedAt: row.changed_at,
    }));
    return { items, total, page, pageSize, knownAt: at.knownAt, position: at.token };
  }
}
