import { isDatabaseTrouble } from '#libs/runtime/database/database-trouble.js';

/** Most rows of one write. */
const MOST_ROWS = 200;

interface Waiting<Row> {
  readonly row: Row;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Rows that come while a write is under way go together in the next one, so that many who wait for
 * the disk wait for it once. A row that comes alone is written at once. Whoever adds a row is
 * answered when that row is stored, not earlier; one that cannot be stored takes no other with it.
 */
export class GatheredWrites<Row> {
  private waiting: Waiting<Row>[] = [];
  private writing = false;

  /** @param write stores all of these rows or none */
  constructor(private readonly write: (rows: readonly Row[]) => Promise<void>) {}

  add(row: Row): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      if (!this.writing) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) await this.writeTogether(this.waiting.splice(0, MOST_ROWS));
    this.writing = false;
  }

  private async writeTogether(batch: readonly Waiting<Row>[]): Promise<void> {
    try {
      await this.write(batch.map(({ row }) => row));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      // Without a database the others would fare no better one by one.
      if (batch.length === 1 || isDatabaseTrouble(error)) {
        for (const { reject } of batch) reject(error);
      } else {
        for (const each of batch) await this.writeTogether([each]);
      }
    }
  }
}
