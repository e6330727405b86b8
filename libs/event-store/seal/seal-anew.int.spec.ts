import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newEvents } from '../../../test/contract/event-store/subject.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { eventually, SILENT } from '../../../test/contract/support/projection-host.js';
import { HostLease } from '../projections/host-lease.js';
import { printHead, runSealAnew, runVerify, type SealsCli } from './cli.js';
import { digestCalled } from './digest.js';
import { SealMonitor } from './seal-monitor.js';
import { Sealer } from './sealer.js';

const DIGEST = digestCalled('sha256');
const REASON = ['--reason', '磁盘故障，第 9 号事件由备份改回'];

describe('npm run ledger -- seal-anew', () => {
  let subject: PostgresSubject;
  /** The owner of the tables, with the triggers switched off. */
  let owner: pg.Client;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    subject = await openPostgresSubject();
    owner = new pg.Client({ connectionString: subject.url });
    await owner.connect();
    await owner.query('set session_replication_role = replica');
    const lease = new HostLease(subject.pool);
    await lease.start();
    const { pool, store } = subject;
    const sealer = new Sealer({ pool, store, digest: DIGEST }, lease.id, SILENT);
    sealer.start();
    stop = async () => {
      await sealer.stop();
      await lease.stop();
    };
    await grow(12);
  });
  afterEach(async () => {
    await stop();
    await owner.end();
    await subject.dispose();
  });

  /** Appends, and waits until it is sealed. */
  async function grow(count: number): Promise<bigint> {
    const { store, pool } = subject;
    const { position } = await store.append({
      ...{ stream: 'a', expected: 'any', events: newEvents(count) },
    });
    await eventually(
      async () => (await new SealMonitor(pool, store).status()).position >= position,
    );
    return position;
  }

  async function run(work: (cli: SealsCli) => Promise<number>) {
    let output = '';
    const { pool, store } = subject;
    const write = (text: string) => (output += text);
    const code = await work({ pool, store, eventsInPool: true, write });
    return { code, output };
  }
  const verify = (...argv: string[]) => run((cli) => runVerify(cli, argv));
  const anew = (...argv: string[]) =>
    run((cli) => runSealAnew({ ...cli, digest: DIGEST, user: 'admin' }, argv));
  const noted = async () => /--against (\S+)/.exec((await run(printHead)).output)?.[1] ?? '';
  const damage = (position: number, text = 'x') =>
    owner.query(`update es.event set data = '{"n":"${text}"}' where position = ${position}`);

  it('refuses while the chain is sound, or without a reason', async () => {
    const { code, output } = await anew(...REASON);
    expect([code, output]).toEqual([1, '封印链没有断裂，不能另起一段\n']);
    for (const argv of [
      [],
      ['--reason', ' '],
      ['--reason'],
      ['--by', 'x'],
      ['--reason', 'a', '-x', 'b'],
    ]) {
      expect((await anew(...argv)).code).toBe(2);
    }
  });

  it('records the break, begins a segment behind the last sound seal, and never hides it', async () => {
    const last = await noted();
    await damage(9);
    expect((await verify()).code).toBe(1);
    const begun = await anew(...REASON, '--by', '系统管理员');
    expect(begun.output).toMatch(/已记录断裂（位置 9，.*，系统管理员），第 2 段自位置 8 之后另起/);
    expect(begun.code).toBe(0);
    await grow(3);

    const { code, output } = await verify();
    expect(code).toBe(0);
    expect(output).toMatch(/核对了 15 个事件、15 个封印；链头 15:/);
    expect(output).toMatch(/已记录的断裂：第 2 段自位置 8 之后另起；断于位置 9，前一段封到 12/);
    expect(output).toContain('由 系统管理员 记录，原因：磁盘故障，第 9 号事件由备份改回');
    expect(output).toMatch(/〔已记录〕位置 9 {2}流 a {2}事件 \S+ {2}事件内容被改动/);
    expect(output).toContain('未发现已记录的断裂以外的问题');

    // A head noted before the break still proves what lies before it, and nothing behind it.
    expect((await verify('--against', last)).output).toContain('位于已记录的断裂之后');
    expect((await verify('--against', await noted())).code).toBe(0);
    expect((await anew(...REASON)).code).toBe(1);
  });

  it('finds what is changed afterwards, in the new segment and in the old one', async () => {
    await damage(9);
    await anew(...REASON);
    await grow(3);
    await damage(14);
    expect((await verify()).output).toMatch(/^\r?位置 14 /m);
    expect((await anew('--reason', '再次查明')).output).toContain('第 3 段自位置 13 之后另起');
    await damage(5);
    expect((await verify()).output).toMatch(/^\r?位置 5 /m);
    // Behind what earlier segments had sealed: they are void from there on.
    expect((await anew('--reason', '三次查明')).output).toContain('第 4 段自位置 4 之后另起');
    await grow(1);
    const { code, output } = await verify();
    expect(output.match(/已记录的断裂：第 \d 段/g)).toEqual(
      [2, 3, 4].map((n) => `已记录的断裂：第 ${n} 段`),
    );
    expect([code, /核对了 (\d+) 个事件、(\d+) 个封印/.exec(output)?.slice(1)]).toEqual([
      0,
      ['16', '16'],
    ]);
    expect(output).toMatch(/〔已记录〕位置 5 /);
    await damage(6);
    expect((await verify()).code).toBe(1);
  });

  it('begins at the very first event when nothing before the break is sound', async () => {
    await damage(1);
    expect((await anew(...REASON)).output).toContain('第 2 段自位置 0 之后另起');
    await grow(1);
    expect((await verify()).code).toBe(0);
    await damage(1, 'y');
    expect((await anew(...REASON)).output).toContain('第 3 段自位置 0 之后另起');
    await grow(1);
    expect((await verify()).code).toBe(0);
  });

  it('takes up a ledger that ends before its seals do', async () => {
    await owner.query('delete from es.event where position > 10');
    await owner.query('update es.stream set revision = 9');
    expect((await anew(...REASON)).output).toContain('第 2 段自位置 10 之后另起');
    await grow(2);
    const { code, output } = await verify();
    expect([code, output.includes('〔已记录〕位置 11')]).toEqual([0, true]);
  });

  it('what was recorded of a break cannot be changed, not even with the triggers off', async () => {
    await damage(9);
    await anew(...REASON);
    await grow(3);
    const pool = subject.pool;
    for (const sql of [
      `update seal.break set reason = '无事'`,
      'delete from seal.break',
      'update seal.head set closed = false where closed',
      `update seal.head set position = position + 1 where closed`,
    ]) {
      await expect(pool.query(sql)).rejects.toMatchObject({ code: '23001' });
    }
    await owner.query(`update seal.break set reason = '例行维护'`);
    expect((await verify()).code).toBe(1);
  });
});
