import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newEvent, newEvents } from '../../../test/contract/event-store/subject.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import type { RecordedEvent } from '../port.js';
import { sealEvents } from './chain.js';
import { printHead, runVerify } from './cli.js';
import { digestCalled } from './digest.js';
import { appendSeals, openChain } from './seal-rows.js';

/** Seals what is settled and not sealed yet, as the sealer does. */
async function seal({ pool, store }: PostgresSubject, algorithm: 'sha256' | 'sm3', upTo?: bigint) {
  const head = await openChain(pool, store.ledgerId);
  const after = head.position;
  const { events } = await store.readAll({ after, limit: 1000, ...(upTo && { upTo }) });
  await appendSeals(pool, head, sealEvents(head, events, digestCalled(algorithm)));
}

/**
 * Everything here is done to a real database by the owner of its tables, with the triggers switched
 * off, and undone after each case.
 */
describe('npm run ledger -- verify', () => {
  let subject: PostgresSubject;
  let owner: pg.Client;
  let events: readonly RecordedEvent[];
  const TABLES = ['es.event', 'es.stream', 'seal.seal', 'seal.head'];
  const keptAs = (table: string) => `kept.${table.replace('.', '_')}`;

  beforeAll(async () => {
    subject = await openPostgresSubject();
    const { store } = subject;
    for (let n = 0; n < 4; n += 1) {
      await store.append({ stream: `a-${n % 2}`, expected: 'any', events: newEvents(3) });
    }
    // Leaves the gap at 13 and 14.
    await subject.slowAppend(
      { stream: 'gone', expected: 'no-stream', events: newEvents(2) },
      { holdMs: 1, rollback: true },
    );
    await seal(subject, 'sha256', 8n);
    await store.append({ stream: 'b-0', expected: 'any', events: newEvents(5) });
    await store.append({
      stream: 'c-0',
      expected: 'any',
      events: [newEvent('c.happened', { 名: '甲' })],
    });
    await seal(subject, 'sm3');
    ({ events } = await store.readAll({ limit: 1000 }));
    owner = new pg.Client({ connectionString: subject.url });
    await owner.connect();
    await owner.query('set session_replication_role = replica; create schema kept');
    for (const table of TABLES) {
      await owner.query(`create table ${keptAs(table)} as select * from ${table}`);
    }
  });
  afterEach(async () => {
    for (const table of TABLES) {
      await owner.query(`delete from ${table}`);
      await owner.query(
        `insert into ${table} overriding system value select * from ${keptAs(table)}`,
      );
    }
  });
  afterAll(async () => {
    await owner.end();
    await subject.dispose();
  });

  async function verify(...argv: string[]) {
    let output = '';
    const { pool, store } = subject;
    const write = (text: string) => (output += text);
    const code = await runVerify({ pool, store, eventsInPool: true, write }, argv);
    const lines = output.split(/[\r\n]+/).filter((line) => line.startsWith('位置 '));
    return { code, output, lines };
  }

  async function head() {
    let output = '';
    const { pool, store } = subject;
    const write = (text: string) => (output += text);
    const code = await printHead({ pool, store, eventsInPool: true, write });
    return { code, output, noted: /--against (\S+)/.exec(output)?.[1] ?? '' };
  }

  /** Where an event is, as a finding names it. */
  function at(position: number): string {
    const event = events.find((one) => one.position === BigInt(position));
    if (!event) throw new Error(`no event at ${position}`);
    return `位置 ${position}  流 ${event.stream}  事件 ${event.id}  `;
  }

  it('finds nothing in a ledger nobody touched, and says how far it looked', async () => {
    const { code, output } = await verify();
    expect(code).toBe(0);
    expect(output).toMatch(/核对了 18 个事件、18 个封印；链头 20:[0-9a-f]{64}（sm3）/);
    expect(output).toMatch(/尚未封印的事件：0 个\n未发现问题/);
    expect(output).toContain('已核对到位置 20/20');
  });

  it('prints a head to note elsewhere, and finds it again', async () => {
    const { code, output, noted } = await head();
    expect(code).toBe(0);
    expect(output).toMatch(
      new RegExp(`台账 ${subject.store.ledgerId}\n位置 20\n算法 sm3\n摘要 [0-9a-f]{64}\n`),
    );
    expect(await verify('--against', noted)).toMatchObject({ code: 0 });
    await subject.store.append({ stream: 'd-0', expected: 'any', events: newEvents(2) });
    const later = await verify('--against', noted.toUpperCase());
    expect(later.output).toMatch(
      /尚未封印的事件：2 个\n未发现问题；位置 20 及之前与先前记下的链头一致/,
    );
  });

  it.each([
    ['data', `data = jsonb_set(data, '{n}', '3')`],
    ['metadata', `metadata = '{"schemaVersion": "2"}'`],
    ['its type', `type = 'contract.happenee'`],
    ['its record time', `recorded_at = recorded_at + interval '1 ms'`],
    ['its revision', `revision = 7, stream_id = (select id from es.stream where name = 'a-0')`],
  ])('names an event of which %s was changed', async (_, change) => {
    await owner.query(`update es.event set ${change} where position = 11`);
    const { code, lines } = await verify();
    expect([code, lines[0]]).toEqual([1, `${at(11)}事件内容被改动，与其封印不符`]);
    expect(lines.filter((line) => !line.includes('流的索引'))).toHaveLength(1);
  });

  it('names a changed byte in the first and in the last event', async () => {
    await owner.query(`update es.event set data = '{"n": 9}' where position = 1`);
    await owner.query(`update es.event set data = '{"名": "乙"}' where position = 20`);
    const { lines } = await verify();
    expect(lines).toEqual([
      `${at(1)}事件内容被改动，与其封印不符`,
      `${at(20)}事件内容被改动，与其封印不符`,
    ]);
  });

  it('names an event whose stream or id was changed, and what it was', async () => {
    await owner.query(`update es.event set stream = 'a-2' where position = 5`);
    const id = '018bf3d4-6c00-7000-8000-000000000001';
    await owner.query(`update es.event set id = '${id}' where position = 7`);
    const { lines } = await verify();
    const [five, seven] = [5n, 7n].map((p) => events.find((one) => one.position === p));
    expect(lines).toContain(
      `位置 5  流 a-2  事件 ${five?.id}  此位置的事件被调换（原为流 a-1 的事件 ${five?.id}）`,
    );
    expect(lines).toContain(
      `位置 7  流 a-0  事件 ${id}  此位置的事件被调换（原为流 a-0 的事件 ${seven?.id}）`,
    );
  });

  it.each([1, 7, 12, 20])('names a missing event (position %s)', async (position) => {
    await owner.query(`delete from es.event where position = ${position}`);
    const { code, lines } = await verify();
    expect([code, lines]).toEqual([1, [`${at(position)}事件缺失：封印在，事件不在`]]);
  });

  it('names an event that was put into a gap', async () => {
    await owner.query(
      `insert into es.event select 13, stream_id, 6, gen_random_uuid(), stream, type, data, metadata, recorded_at
       from es.event where position = 6`,
    );
    const { code, lines } = await verify();
    expect([code, lines[0]]).toEqual([
      1,
      expect.stringMatching(/^位置 13 {2}流 a-1 {2}事件 [0-9a-f-]{36} {2}事件系后来插入/),
    ]);
    // The index of streams was not told of it.
    expect(lines).toHaveLength(2);
  });

  it('names two events that changed places, next to each other or not', async () => {
    for (const [one, other] of [
      [15, 16],
      [2, 12],
    ] as const) {
      await owner.query(`update es.event set position = 14 where position = ${one}`);
      await owner.query(`update es.event set position = ${one} where position = ${other}`);
      await owner.query(`update es.event set position = ${other} where position = 14`);
    }
    const { lines } = await verify();
    const places = lines.filter((line) => line.includes('被调换'));
    expect(places.map((line) => line.split(' ')[1])).toEqual(['2', '12', '15', '16']);
    expect(lines.filter((line) => line.includes('内容被改动'))).toEqual([]);
  });

  it.each([1, 8, 9, 20])('names a removed seal (position %s)', async (position) => {
    await owner.query(`delete from seal.seal where position = ${position}`);
    const { lines } = await verify();
    expect(lines).toEqual([`${at(position)}封印缺失：链曾封过此事件，其封印不在`]);
  });

  it('names every event of a tail of seals that was cut off', async () => {
    await owner.query('delete from seal.seal where position > 16');
    const { lines, output } = await verify();
    expect(lines).toEqual([17, 18, 19, 20].map((p) => expect.stringContaining(`${at(p)}封印缺失`)));
    expect(output).toContain('发现问题：4 处');
  });

  it.each([
    ['digest', `digest = set_byte(digest, 0, get_byte(digest, 0) # 1)`, ''],
    ['stream', `stream = 'x'`, '（封印所记的事件或流不对）'],
  ])('names a seal of which the %s was changed', async (_, change, detail) => {
    await owner.query(`update seal.seal set ${change} where position = 9`);
    const { lines } = await verify();
    expect(lines).toEqual([`${at(9)}封印被改动，事件与前后封印相符${detail}`]);
  });

  it('names a head that was changed', async () => {
    await owner.query(`update seal.head set digest = sha256('x')`);
    expect((await verify()).lines).toEqual(['位置 20  链头与封印不符']);
    await owner.query('update seal.head set position = 12');
    expect((await verify()).lines).toEqual(['位置 12  链头与封印不符']);
  });

  it('needs a head noted elsewhere to find a tail of seals cut off together with the head', async () => {
    const { noted } = await head();
    await owner.query('delete from seal.seal where position > 12');
    await owner.query(
      `update seal.head h set position = 12, digest = s.digest, algorithm = s.algorithm
       from seal.seal s where s.position = 12`,
    );
    const alone = await verify();
    expect([alone.code, alone.lines]).toEqual([0, []]);
    expect(alone.output).toContain('尚未封印的事件：6 个');
    const against = await verify('--against', noted);
    expect([against.code, against.lines]).toEqual([
      1,
      [expect.stringMatching(/^位置 20 {2}与先前记下的链头不符.*现在的链只到位置 12/)],
    ]);
  });

  it('needs a head noted elsewhere to find a past that was rewritten together with its chain', async () => {
    const { noted } = await head();
    await owner.query(`update es.event set data = '{"n": 9}' where position = 4`);
    await owner.query(`delete from seal.seal; delete from seal.sealer; delete from seal.head`);
    await seal(subject, 'sm3');
    expect(await verify()).toMatchObject({ code: 0, lines: [] });
    const against = await verify('--against', noted);
    expect([against.code, against.lines]).toEqual([
      1,
      [expect.stringMatching(/^位置 20 {2}与先前记下的链头不符.*（现为 [0-9a-f]{64}）/)],
    ]);
  });

  it('names an event that the index of streams hides', async () => {
    await owner.query(
      `update es.event set stream_id = (select id from es.stream where name = 'c-0') where position = 3`,
    );
    await owner.query(`update es.stream set from_position = 11 where name = 'a-1'`);
    const { code, lines } = await verify();
    expect(code).toBe(1);
    expect(lines).toEqual(
      [3, 4, 5, 6, 10].map((p) => `${at(p)}流的索引与事件不符（按流读取时看不到此事件）`),
    );
  });

  it('checks from a position on, and says what it did not recompute', async () => {
    await owner.query(`update es.event set data = '{"n": 9}' where position in (4, 17)`);
    const { lines, output } = await verify('--from', '10');
    expect(lines).toEqual([`${at(17)}事件内容被改动，与其封印不符`]);
    expect(output).toMatch(/自位置 10 起，核对了 9 个事件、9 个封印/);
    const { noted } = await head();
    const twelve = `12:${'0'.repeat(64)}`;
    expect((await verify('--from', '21', '--against', noted)).output).toContain(
      '注意：位置 21 之前的事件未重算',
    );
    expect((await verify('--from', '15', '--against', twelve)).code).toBe(1);
  });

  it.each([
    ['--from'],
    ['--from', 'x'],
    ['--from', '9223372036854775808'],
    ['--against', '20'],
    ['--against', '20:abc'],
    ['--from', '1', '--from', '2'],
    ['x'],
  ])('says how it is used when it does not understand %s %s', async (...argv) => {
    const { code, output } = await verify(...argv.filter((arg) => arg !== undefined));
    expect([code, output]).toEqual([2, expect.stringContaining('用法')]);
  });
});

describe('a ledger without seals', () => {
  it('has no head, and every event of it is said to be unsealed', async () => {
    const subject = await openPostgresSubject();
    const { pool, store } = subject;
    await store.append({ stream: 's', expected: 'any', events: newEvents(4) });
    let output = '';
    const cli = { pool, store, eventsInPool: true, write: (text: string) => (output += text) };
    expect(await printHead(cli)).toBe(1);
    expect(await runVerify(cli, [])).toBe(0);
    expect(output).toMatch(/尚无封印；.*\n.*尚无封印，没有可核对的内容\n尚未封印的事件：4 个/s);
    await subject.dispose();
  });
});
