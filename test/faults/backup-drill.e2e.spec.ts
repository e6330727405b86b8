import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn, type ApiClient } from '../support/api-client.js';
import {
  registryEnv,
  runScript,
  startRegistryProcess,
  type RegistryProcess,
} from '../support/registry-process.js';

const HOLDER = '91411323MAXX00015T';
const PASSWORD = 'a-long-test-password-2023';
const TALLY = '/api/v1/targets/411323/2023/tally?asOf=2023-12-31';

const contract = (number: string) => ({
  kind: 'tech-contract',
  creditCode: HOLDER,
  number,
  attributes: {
    contractKind: 'service',
    title: `演练合同 ${number}`,
    registeredOn: '2023-06-30',
    contractValue: '100.00',
    technologyValue: '100.00',
    buyer: { name: '某公司', regionCode: '420100' },
  },
  source: { title: '技术合同认定登记证明' },
});

/** The drill of docs/how-to/back-up-and-restore.md, with the programs an administrator runs. */
describe('a backup drill', () => {
  let root: string;
  const running: RegistryProcess[] = [];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'registry-drill-'));
    // As root, PostgreSQL runs as another user, who has to get through to the data.
    chmodSync(root, 0o711);
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop().catch(() => one.killTree());
    rmSync(root, { recursive: true, force: true });
  });

  const dataDir = (name: string) => join(root, name);
  async function start(name: string): Promise<RegistryProcess> {
    const started = await startRegistryProcess(dataDir(name));
    running.push(started);
    return started;
  }

  it('restores what was acknowledged before it, with the same tally, while officers go on recording', async () => {
    const env = registryEnv(dataDir('original'));
    const account = ['create', 'officer', '--role', 'officer'];
    expect((await runScript('accounts', account, env, `${PASSWORD}\n`)).code).toBe(0);
    const original = await start('original');
    const officer = await signIn(original.url, 'officer', PASSWORD);
    await officer.post('/api/v1/enterprises', {
      creditCode: HOLDER,
      name: '西峡县演练有限公司',
      regionCode: '411323',
    });
    const before = await record(officer, 1, 10);

    // Officers go on while it is written.
    const stop = new AbortController();
    const writing = recordUntil(officer, 100, stop.signal);
    const backup = await runScript('backup', ['--to', join(root, 'backups')], env);
    stop.abort();
    await writing;
    expect(backup).toMatchObject({ code: 0 });
    const folder = backup.output.split('\n').find((line) => line.startsWith(root)) ?? '';

    const target = registryEnv(dataDir('restored'));
    const restore = await runScript('restore', ['--from', folder], target);
    expect(restore).toMatchObject({ code: 0 });
    expect(restore.output).toMatch(/未发现问题/);
    expect(restore.output).toMatch(/恢复完成/);

    const restored = await start('restored');
    const again = await signIn(restored.url, 'officer', PASSWORD);
    for (const number of before) {
      expect((await again.get(`/api/v1/recognitions/tech-contract.${number}`)).status).toBe(200);
    }
    const position = /位置 (\d+) 的备份/.exec(backup.output)?.[1] ?? '';
    const ledgerId = /（([0-9a-f]{8})）/.exec(backup.output)?.[1] ?? '';
    const moment = `${TALLY}&knownAt=${ledgerId}.${position}`;
    const [then, now] = [await officer.get(moment), await again.get(moment)];
    expect([then.status, now.status]).toEqual([200, 200]);
    expect(now.body).toEqual(then.body);

    // It goes on: a new number, and a repeat of what the backup knows counts nothing twice.
    expect((await again.post('/api/v1/recognitions', contract('20230900001'))).status).toBe(201);
    const repeat = await again.post('/api/v1/recognitions', contract(before[0] ?? ''));
    expect(repeat.status).toBe(200);

    const refused = await runScript('restore', ['--from', folder], target);
    expect(refused.code).toBe(1);
  }, 240_000);
});

async function record(officer: ApiClient, from: number, count: number): Promise<string[]> {
  const numbers: string[] = [];
  for (let n = from; n < from + count; n += 1) {
    const number = `202306${String(n).padStart(5, '0')}`;
    const { status } = await officer.post('/api/v1/recognitions', contract(number));
    expect(status).toBe(201);
    numbers.push(number);
  }
  return numbers;
}

async function recordUntil(officer: ApiClient, from: number, signal: AbortSignal): Promise<void> {
  for (let n = from; !signal.aborted; n += 1) await record(officer, n, 1);
}
