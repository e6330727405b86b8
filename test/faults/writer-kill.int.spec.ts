import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPostgresSubject, type PostgresSubject } from '../contract/support/postgres-subject.js';
import { startChild } from './children/child.js';

const RUNS = 4;

describe('a writer that is killed while its appends are batched', () => {
  let subject: PostgresSubject;
  beforeAll(async () => {
    subject = await openPostgresSubject();
  });
  afterAll(async () => {
    await subject.dispose();
  });

  it('loses no acknowledged event, doubles none, and leaves no stream with a hole', async () => {
    const acknowledged = new Set<string>();
    for (let run = 0; run < RUNS; run += 1) {
      const writer = startChild('writer', [subject.url, `run${run}`]);
      await writer.printed(() => true);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1_000));
      await writer.kill();
      for (const line of writer.lines) for (const id of line.split(' ')) acknowledged.add(id);
    }
    const { rows } = await subject.pool.query<{ id: string; stream: string; revision: string }>(
      'select id, stream, revision from es.event order by position',
    );
    console.log(`${acknowledged.size} acknowledged, ${rows.length} in the log`);
    const counted = new Map<string, number>();
    const lengths = new Map<string, number>();
    for (const { id, stream, revision } of rows) {
      counted.set(id, (counted.get(id) ?? 0) + 1);
      const length = lengths.get(stream) ?? 0;
      expect([stream, Number(revision)]).toEqual([stream, length]);
      lengths.set(stream, length + 1);
    }
    expect(acknowledged.size).toBeGreaterThan(RUNS * 2);
    expect([...acknowledged].filter((id) => counted.get(id) !== 1)).toEqual([]);
    expect([...counted.values()].filter((n) => n !== 1)).toEqual([]);
    const uneven = [...lengths].filter(([, length]) => length % 2 !== 0);
    expect(uneven).toEqual([]);
    const { rows: heads } = await subject.pool.query<{ name: string; revision: string }>(
      'select name, revision from es.stream',
    );
    for (const { name, revision } of heads) {
      expect([name, Number(revision)]).toEqual([name, (lengths.get(name) ?? 0) - 1]);
    }
  }, 120_000);
});
