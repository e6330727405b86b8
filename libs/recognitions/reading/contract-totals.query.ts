import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { ContractTotals, type ContractTotal, type ContractTotalsAnswer } from '../queries.js';
import { recognitionsProjection } from './recognitions.projection.js';

/**
 * A contract counts in its year from its registration on; a cancellation within that year (and by
 * the day asked about) takes it out again, a later one does not change what the year counted.
 */
const TOTALS = `
  WITH contracts AS (
    SELECT counting_year, attributes,
      CASE WHEN attributes ? 'seller' THEN attributes #>> '{seller,creditCode}' ELSE credit_code END
        AS seller,
      attributes #>> '{buyer,creditCode}' AS buyer
    FROM recognitions_versions
    WHERE kind = 'tech-contract' AND NOT withdrawn
      AND known_from <= $2 AND (known_to IS NULL OR known_to > $2)
      AND (credit_code = $1 OR attributes #>> '{seller,creditCode}' = $1
        OR attributes #>> '{buyer,creditCode}' = $1)
      AND counted_on <= $3::date
      AND (revoked_on IS NULL
        OR revoked_on > least($3::date, make_date(counting_year, 12, 31)))
  )
  SELECT side, counting_year AS year, count(*)::int AS contracts,
    sum((attributes ->> 'contractValue')::numeric) AS contract_value,
    sum((attributes ->> 'technologyValue')::numeric) AS technology_value
  FROM contracts
  CROSS JOIN LATERAL (VALUES ('seller', seller), ('buyer', buyer)) AS party (side, code)
  WHERE party.code = $1
  GROUP BY side, counting_year ORDER BY counting_year`;

interface TotalRow {
  readonly side: 'seller' | 'buyer';
  readonly year: number;
  readonly contracts: number;
  readonly contract_value: string;
  readonly technology_value: string;
}

@QueryHandler(ContractTotals)
export class ContractTotalsHandler implements IQueryHandler<ContractTotals, ContractTotalsAnswer> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws RefusalError 503 when the read model does not get there in time */
  async execute({ creditCode, asOf, position }: ContractTotals): Promise<ContractTotalsAnswer> {
    await this.readModels.waitFor([recognitionsProjection.name], position);
    const rows = await this.readModels.query<TotalRow>(TOTALS, [
      creditCode,
      String(position),
      asOf,
    ]);
    return { asSeller: totalsOf(rows, 'seller'), asBuyer: totalsOf(rows, 'buyer') };
  }
}

function totalsOf(rows: readonly TotalRow[], side: TotalRow['side']): ContractTotal[] {
  return rows
    .filter((row) => row.side === side)
    .map((row) => ({
      year: row.year,
      contracts: row.contracts,
      contractValue: row.contract_value,
      technologyValue: row.technology_value,
    }));
}
