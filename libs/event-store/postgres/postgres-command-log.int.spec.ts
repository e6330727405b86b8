import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { uuidV7 } from '#libs/kernel/uuid.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { PostgresCommandLog } from './postgres-command-log.js';

describe('the command log', () => {
  let subject: PostgresSubject;
  let log: PostgresCommandLog;
  beforeAll(async () => {
    subject = await openPostgresSubject();
    log = new PostgresCommandLog(subject.pool);
  });
  afterAll(async () => {
    await subject.dispose();
  });

  const claim = (commandId: string, bodyHash = 'a') =>
    log.claim({ commandId, bodyHash, stream: `s-${bodyHash}`, number: null });

  it('gives a command to whoever claims it first', async () => {
    const commandId = uuidV7();
    expect(await log.find(commandId)).toBeUndefined();
    const hashes = ['a', 'b', 'c', 'd'];
    const claims = await Promise.all(hashes.map((hash) => claim(commandId, hash)));
    expect(new Set(claims.map((c) => c.bodyHash)).size).toBe(1);
    expect(claims.filter(({ fresh }) => fresh)).toHaveLength(1);
    expect(claims[0]).toMatchObject((await log.find(commandId)) ?? {});
    expect(await claim(commandId)).toMatchObject({ bodyHash: claims[0]?.bodyHash, fresh: false });
  });

  it('takes claims of many commands at once, some of them made before or twice', async () => {
    const ids = Array.from({ length: 30 }, () => uuidV7());
    await Promise.all(ids.slice(0, 10).map((id) => claim(id, 'before')));
    const claims = await Promise.all([...ids, ...ids].map((id, n) => claim(id, `hash-${n}`)));
    const expected = ids.map((_, n) => (n < 10 ? 'before' : `hash-${n}`));
    expect(claims.map(({ bodyHash }) => bodyHash)).toEqual([...expected, ...expected]);
    expect(claims.map(({ fresh }) => fresh)).toEqual(
      Array.from({ length: 60 }, (_, n) => n >= 10 && n < 30),
    );
  });

  it('never lets two processes that claim the same commands wait for each other', async () => {
    const other = new PostgresCommandLog(subject.pool);
    for (let round = 0; round < 20; round += 1) {
      const ids = Array.from({ length: 50 }, () => uuidV7());
      const named = (id: string) => ({ commandId: id, bodyHash: 'a', stream: 's', number: null });
      const answers = await Promise.all([
        ...ids.map((id) => log.claim(named(id))),
        ...ids.reverse().map((id) => other.claim(named(id))),
      ]);
      expect(answers.filter(({ fresh }) => fresh)).toHaveLength(50);
    }
  });

  it('points a claim at another number when the first one was taken', async () => {
    const commandId = uuidV7();
    await claim(commandId);
    await log.move(commandId, 'recognition-x.2', 'PT411323-2023-0002');
    expect(await claim(commandId, 'b')).toMatchObject({
      bodyHash: 'a',
      stream: 'recognition-x.2',
      number: 'PT411323-2023-0002',
    });
  });

  it('keeps the first revision that was answered without an append', async () => {
    const commandId = uuidV7();
    await claim(commandId);
    await log.answered(commandId, 3n);
    await log.answered(commandId, 9n);
    expect(await log.find(commandId)).toMatchObject({ answeredRevision: 3n });
  });

  it('issues every number of a series once, from 1, with many asking at once', async () => {
    const numbers = await Promise.all(
      Array.from({ length: 40 }, () => log.issueNumber('PT411323-2023', uuidV7(), 0)),
    );
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(await log.issueNumber('XM411323-2023', uuidV7(), 0)).toBe(1);
  });

  it('issues the same number to the same command and attempt, and another to the next attempt', async () => {
    const commandId = uuidV7();
    const same = await Promise.all(
      Array.from({ length: 8 }, () => log.issueNumber('CG411323-2023', commandId, 0)),
    );
    expect(new Set(same).size).toBe(1);
    expect(await log.issueNumber('CG411323-2023', commandId, 1)).toBeGreaterThan(same[0] ?? 0);
  });

  describe('and the disk', () => {
    /** Whether the commit of the transaction that `work` runs in would wait for the disk. */
    async function waits(
      eventsElsewhere: boolean,
      work: (log: PostgresCommandLog) => Promise<unknown>,
    ): Promise<string | undefined> {
      const client = await subject.pool.connect();
      try {
        await client.query('begin; set local synchronous_commit = on');
        await work(new PostgresCommandLog(client as unknown as pg.Pool, { eventsElsewhere }));
        const { rows } = await client.query<{ synchronous_commit: string }>(
          'show synchronous_commit',
        );
        return rows[0]?.synchronous_commit;
      } finally {
        await client.query('rollback');
        client.release();
      }
    }
    const claiming = (by: PostgresCommandLog) =>
      by.claim({ commandId: uuidV7(), bodyHash: 'a', stream: 's', number: null });
    const issuing = (by: PostgresCommandLog) => by.issueNumber('PT411323-2024', uuidV7(), 0);
    const answering = (by: PostgresCommandLog) => by.answered(uuidV7(), 0n);

    it('leaves the waiting to the append when the events are in the same database', async () => {
      expect(await waits(false, claiming)).toBe('off');
      expect(await waits(false, issuing)).toBe('off');
    });

    it('waits itself when the events are somewhere else', async () => {
      expect(await waits(true, claiming)).toBe('on');
      expect(await waits(true, issuing)).toBe('on');
    });

    it('waits for an answer that no append follows', async () => {
      expect(await waits(false, answering)).toBe('on');
    });
  });
});
