import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvents } from '../contract/event-store/subject.js';
import { journal } from '../contract/support/journal-projection.js';
import { openPostgresSubject, type PostgresSubject } from '../contract/support/postgres-subject.js';
import { eventually, projectionHost } from '../contract/support/projection-host.js';
import { startChild, type Child } from './children/child.js';

/** What the explanation promises for a projector that disappears, ms. */
const TAKE_OVER = 10_000;

describe('two projectors, one of them killed in the middle of a page', () => {
  let subject: PostgresSubject;
  let children: Child[] = [];
  beforeAll(async () => {
    subject = await openPostgresSubject();
  });
  afterAll(async () => {
    for (const child of children) await child.kill();
    await subject.dispose();
  });

  const start = async (): Promise<Child> => {
    const child = startChild('projector', [subject.url]);
    children.push(child);
    await child.printed((line) => line === 'started');
    return child;
  };
  const inAPage = (line: string) => line.startsWith('in a page');

  it('leave tables equal to a rebuild, and the other one takes over within 10 s', async () => {
    let writing = true;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; writing; n += 1) {
        const stream = `busy-${writer}.${n % 7}`;
        await subject.store.append({ stream, expected: 'any', events: newEvents(1 + (n % 4)) });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    let runs = await start();
    await runs.printed(inAPage);
    for (let n = 0; n < 3; n += 1) {
      const heir = await start();
      expect(heir.lines.some(inAPage)).toBe(false);
      const before = runs.lines.length;
      // The line that comes next is printed with half a page written and nothing committed.
      await eventually(() => Promise.resolve(runs.lines.length > before));
      await runs.kill();
      const killed = Date.now();
      await heir.printed(inAPage);
      expect(Date.now() - killed).toBeLessThan(TAKE_OVER);
      runs = heir;
    }
    writing = false;
    await Promise.all(writers);

    const host = projectionHost(subject.pool, subject.store, [journal()]);
    const { safe } = await subject.store.horizon();
    await host.models.waitFor(['journal'], safe);
    for (const child of children) await child.kill();
    children = [];
    const tables = async () => [
      await host.models.query('select * from journal_events order by position'),
      await host.models.query('select * from journal_streams order by stream'),
    ];
    const live = await tables();
    await host.runners.rebuild('journal');
    expect(await tables()).toEqual(live);
    const { rows } = await subject.pool.query<{ n: string }>('select count(*) as n from es.event');
    expect(live[0]).toHaveLength(Number(rows[0]?.n));
  }, 180_000);
});
