import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import {
  RecognitionsKnownAt,
  type KnownRecognition,
  type RecognitionsKnownAtAnswer,
} from '../queries.js';
import { recognitionsProjection } from './recognitions.projection.js';
import type { VersionRow } from './version-rows.js';

const KNOWN = `
  SELECT * FROM recognitions_versions
  WHERE credit_code = ANY ($1) AND known_from <= $2 AND (known_to IS NULL OR known_to > $2)
    AND NOT withdrawn
  ORDER BY counted_on, number, kind`;

@QueryHandler(RecognitionsKnownAt)
export class RecognitionsKnownAtHandler implements IQueryHandler<
  RecognitionsKnownAt,
  RecognitionsKnownAtAnswer
> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 503 when the read model does not get there in time */
  async execute(query: RecognitionsKnownAt): Promise<RecognitionsKnownAtAnswer> {
    const { creditCodes, position } = query;
    await this.readModels.waitFor([recognitionsProjection.name], position);
    const rows = await this.readModels.query<VersionRow>(KNOWN, [creditCodes, String(position)]);
    const answer = new Map<string, KnownRecognition[]>(creditCodes.map((code) => [code, []]));
    for (const row of rows) answer.get(row.credit_code)?.push(knownOfRow(row));
    return answer;
  }
}

function knownOfRow(row: VersionRow): KnownRecognition {
  return {
    id: row.id,
    kind: row.kind,
    number: row.number,
    creditCode: row.credit_code,
    attributes: row.attributes,
    countingYear: row.counting_year,
    countedOn: row.counted_on,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    revokedOn: row.revoked_on,
    eventIds: row.event_ids,
  };
}
