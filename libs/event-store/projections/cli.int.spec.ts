import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvents, newStream } from '../../../test/contract/event-store/subject.js';
import { journal } from '../../../test/contract/support/journal-projection.js';
import {
  openPostgresSubject,
  type PostgresSubject,
} from '../../../test/contract/support/postgres-subject.js';
import { projectionHost } from '../../../test/contract/support/projection-host.js';
import { runProjectionsCli } from './cli.js';

describe('npm run projections', () => {
  let subject: PostgresSubject;
  let host: ReturnType<typeof projectionHost>;
  beforeAll(async () => {
    subject = await openPostgresSubject();
    host = projectionHost(subject.pool, subject.store, [journal()]);
    await host.runners.start();
    const append = { stream: newStream(), expected: 'any' as const, events: newEvents(7) };
    const { position } = await subject.store.append(append);
    await host.models.waitFor(['journal', 'record_clock'], position);
  });
  afterAll(async () => {
    await host.runners.stop();
    await subject.dispose();
  });

  async function run(...argv: string[]) {
    let output = '';
    const { pool, store } = subject;
    const write = (text: string) => (output += text);
    const code = await runProjectionsCli({ pool, store, definitions: [journal()], write }, argv);
    return { code, output };
  }

  it('shows where every projection is', async () => {
    const { code, output } = await run('status');
    expect(code).toBe(0);
    expect(output).toMatch(
      /record_clock +v1 {2}位置 7\/7 {2}滞后 0 {2}速率 0 条\/秒 {2}(正常|追赶中)/,
    );
    expect(output).toMatch(/journal +v1 {2}位置 7\/7/);
  });

  it('rebuilds one beside its live tables, with a bar, while the registry runs', async () => {
    const { code, output } = await run('rebuild', 'journal');
    expect(code).toBe(0);
    expect(output).toMatch(/\[#{30}\] 7\/7 {2}速率 \d+ 条\/秒/);
    expect(output).toMatch(/journal 已重建并切换/);
    const rows = await host.models.query('select * from journal_events');
    expect(rows).toHaveLength(7);
  });

  it('rebuilds all of them', async () => {
    const { code, output } = await run('rebuild', 'all');
    expect([code, output.match(/已重建并切换/g)?.length]).toEqual([0, 2]);
  });

  it('says which names there are, and how it is used', async () => {
    expect(await run('rebuild', 'nothing')).toMatchObject({
      code: 2,
      output: expect.stringContaining('record_clock、journal') as unknown,
    });
    for (const argv of [[], ['help'], ['rebuild'], ['status', 'x'], ['rebuild', 'journal', 'x']]) {
      expect(await run(...argv)).toMatchObject({
        code: 2,
        output: expect.stringContaining('用法') as unknown,
      });
    }
  });

  it('leaves the live tables as they are when a rebuild fails', async () => {
    const broken = journal({
      apply: () => Promise.reject(new Error('no such field')),
    });
    let output = '';
    const code = await runProjectionsCli(
      { ...subject, definitions: [broken], write: (text) => (output += text) },
      ['rebuild', 'journal'],
    );
    expect([code, output]).toEqual([1, expect.stringContaining('未能重建：no such field')]);
    expect(await host.models.query('select * from journal_events')).toHaveLength(7);
    expect((await run('status')).output).not.toContain('重建中');
  });

  it('shows how fast a projection that is behind moves, and when it will be there', async () => {
    const { pool, store } = subject;
    const where = "where name = 'journal' and live";
    await host.runners.stop();
    await pool.query(`update projection.generation set position = 2 ${where}`);
    let output = '';
    const write = (text: string) => (output += text);
    const cli = { pool, store, definitions: [journal()], write, betweenLooksMs: 2_000 };
    const status = runProjectionsCli(cli, ['status']);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await pool.query(`update projection.generation set position = 4 ${where}`);
    await status;
    await pool.query(`update projection.generation set position = 7 ${where}`);
    expect(output).toMatch(
      /journal +v1 {2}位置 4\/7 {2}滞后 3 {2}速率 [1-9] 条\/秒，尚需约 [1-9] 秒 {2}无进程运行/,
    );
  });
});
