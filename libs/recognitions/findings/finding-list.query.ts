import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pageOfRows } from '#libs/event-store/projections/page-of-rows.js';
import { ReadModels, type ReadPosition } from '#libs/event-store/projections/read-models.js';
import { FINDING_LABELS } from '../domain/findings/finding.js';
import { FindingList, type FindingAnswer, type FindingListAnswer } from '../queries.js';
import type { FindingItem } from './finding-items.js';
import { findingsProjection } from './findings.projection.js';

/** $1 position, $2 own code, $3 credit code, $4 code, $5 kind, $6 status, $7 limit, $8 offset. */
const FINDINGS = `
  SELECT *, count(*) OVER () AS total FROM findings_items
  WHERE known_from <= $1 AND (known_to IS NULL OR known_to > $1)
    AND ($2::text IS NULL OR credit_codes @> ARRAY[$2])
    AND ($3::text IS NULL OR credit_codes @> ARRAY[$3])
    AND ($4::text IS NULL OR code = $4)
    AND ($5::text IS NULL OR EXISTS (
      SELECT FROM unnest(record_ids) r WHERE starts_with(r, $5 || '.')))
    AND CASE WHEN $6::text IS NULL THEN status <> 'gone' ELSE status = $6 END
  ORDER BY known_from DESC, id LIMIT $7 OFFSET $8`;

type FindingRow = FindingItem & { readonly total: string };

@QueryHandler(FindingList)
export class FindingListHandler implements IQueryHandler<FindingList, FindingListAnswer> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 400, 422, 503 as `ReadModels.resolve` */
  async execute(query: FindingList): Promise<FindingListAnswer> {
    const { page, pageSize } = query.request;
    const at = await this.readModels.resolve([findingsProjection.name], query.request);
    const { rows, total } = await pageOfRows({ page, pageSize }, ({ limit, offset }) =>
      this.find(query, at, limit, offset),
    );
    return {
      items: rows.map((row) => answerOf(row, at.token)),
      total,
      page,
      pageSize,
      knownAt: at.knownAt,
      position: at.token,
    };
  }

  private find(
    { request, ownCreditCode }: FindingList,
    at: ReadPosition,
    limit: number,
    offset: number,
  ): Promise<FindingRow[]> {
    return this.readModels.query<FindingRow>(FINDINGS, [
      String(at.position),
      ownCreditCode ?? null,
      request.creditCode ?? null,
      request.code ?? null,
      request.kind ?? null,
      request.status ?? null,
      limit,
      offset,
    ]);
  }
}

/** @param position token of the prefix it was read at */
export function answerOf(row: FindingItem, position: string): FindingAnswer {
  return {
    id: row.id,
    code: row.code,
    label: FINDING_LABELS[row.code],
    message: row.message,
    status: row.status,
    recordIds: row.record_ids,
    creditCodes: row.credit_codes,
    resolution: row.resolution,
    note: row.note,
    resolvedBy: row.resolved_by,
    resolvedAt: row.resolved_at,
    changedAt: row.changed_at,
    position,
  };
}
