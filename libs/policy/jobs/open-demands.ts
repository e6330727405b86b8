import { Injectable } from '@nestjs/common';
import { ReadModels } from '#libs/event-store/projections/read-models.js';

const UNDEFINED_TABLE = '42P01';

/** Demands without an answer, as the read model knows them. */
@Injectable()
export class OpenDemandsQuery {
  constructor(private readonly readModels: ReadModels) {}

  /** Ids of a kind, oldest first; none while the read model has not been built yet. */
  async of(kind: string, limit: number): Promise<readonly string[]> {
    try {
      const rows = await this.readModels.query<{ id: string }>(
        `SELECT id FROM eligibility_demands
         WHERE kind = $1 AND status IN ('queued', 'running') ORDER BY requested_from LIMIT $2`,
        [kind, limit],
      );
      return rows.map((row) => row.id);
    } catch (error) {
      if (codeOf(error) === UNDEFINED_TABLE) return [];
      throw error;
    }
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
