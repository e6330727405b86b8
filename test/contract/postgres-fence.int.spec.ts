import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runWriters, verdict } from './event-store/writers.js';
import { openPostgresSubject, type PostgresSubject } from './support/postgres-subject.js';

interface SeenRow {
  readonly id: string;
  readonly stream: string;
  readonly revision: string;
  readonly position: string;
}

/** The negative control of the 24-writer experiment: without the fence a reader does lose events. */
describe('a reader that only asks for positions above its checkpoint', () => {
  let subject: PostgresSubject;
  beforeAll(async () => {
    subject = await openPostgresSubject();
  });
  afterAll(async () => {
    await subject.dispose();
  });

  it('loses events to slow writers, which is what the fence is for', async () => {
    const read: { id: string; stream: string; revision: bigint }[] = [];
    let checkpoint = '0';
    const readOn = async () => {
      const { rows } = await subject.pool.query<SeenRow>(
        'select id, stream, revision, position from es.event where position > $1 order by position limit 50',
        [checkpoint],
      );
      for (const row of rows) {
        read.push({ id: row.id, stream: row.stream, revision: BigInt(row.revision) });
        checkpoint = row.position;
      }
      return rows.length > 0;
    };
    let writing = true;
    const reader = (async () => {
      while (writing) {
        await readOn();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      while (await readOn());
    })();
    const acknowledged = await runWriters(subject, 'naive', { writers: 24, ms: 2000 });
    writing = false;
    await reader;
    expect(verdict(acknowledged, read).lost).toBeGreaterThan(0);
  }, 60_000);
});
