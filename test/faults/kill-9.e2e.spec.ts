import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn, type ApiClient, type Json } from '../support/api-client.js';
import {
  descendantsOf,
  registryEnv,
  runScript,
  startRegistryProcess,
  type RegistryProcess,
} from '../support/registry-process.js';

const CLIENTS = 8;
const HOLDER = '91411323MAXX00015T';
const PASSWORD = 'a-long-test-password-2023';

const contract = (number: string) => ({
  kind: 'tech-contract',
  creditCode: HOLDER,
  number,
  attributes: {
    contractKind: 'service',
    title: `故障测试合同 ${number}`,
    registeredOn: '2023-06-30',
    contractValue: '100.00',
    technologyValue: '100.00',
    buyer: { name: '某公司', regionCode: '420100' },
  },
  source: { title: '技术合同认定登记证明' },
});

describe('a registry that is killed with everything it started', () => {
  let dataDir: string;
  let running: RegistryProcess | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'registry-kill-'));
  });
  afterEach(async () => {
    await running?.stop().catch(() => running?.killTree());
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<RegistryProcess> {
    running = await startRegistryProcess(dataDir);
    return running;
  }

  async function createOfficer(): Promise<void> {
    const created = await runScript(
      'accounts',
      ['create', 'officer', '--role', 'officer'],
      registryEnv(dataDir),
      `${PASSWORD}\n`,
    );
    expect([created.code, created.output]).toEqual([0, expect.anything()]);
  }

  it('has every acknowledged command exactly once when it is started again, and the tally a rebuild gives', async () => {
    await createOfficer();
    let registry = await start();
    let officer = await signIn(registry.url, 'officer', PASSWORD);
    const registered = await officer.post('/api/v1/enterprises', {
      creditCode: HOLDER,
      name: '西峡县故障测试有限公司',
      regionCode: '411323',
    });
    expect(registered.status).toBe(201);

    const acknowledged = new Set<string>();
    const inDoubt = new Set<string>();
    const stop = new AbortController();
    const writers = Array.from({ length: CLIENTS }, (_, client) =>
      record(officer, client, acknowledged, inDoubt, stop.signal),
    );
    const moment = 700 + Math.random() * 2_500;
    await new Promise((resolve) => setTimeout(resolve, moment));
    const pids = descendantsOf(registry.child.pid as number);
    await registry.killTree();
    stop.abort();
    await Promise.all(writers);
    console.log(
      `killed ${pids.length + 1} processes after ${Math.round(moment)} ms: ${acknowledged.size} acknowledged, ${inDoubt.size} in doubt`,
    );
    expect(acknowledged.size).toBeGreaterThan(0);

    registry = await start();
    officer = await signIn(registry.url, 'officer', PASSWORD);
    let after = '';
    for (const number of inDoubt) {
      const again = await officer.post('/api/v1/recognitions', contract(number), keyOf(number));
      expect([number, again.status]).toEqual([number, 201]);
      after = again.headers.get('registry-position') ?? '';
    }
    const wanted = [...acknowledged, ...inDoubt].sort();
    const recorded = await recordedContracts(officer, after);
    expect(recorded).toEqual(wanted);

    const before = await contractTally(officer, after);
    expect(before['actual']).toBe(`${wanted.length * 100}.00`);
    expect(Number(before['evidenceCount'])).toBe(wanted.length);
    const rebuilt = await runScript('projections', ['rebuild', 'tally'], registryEnv(dataDir));
    expect([rebuilt.code, rebuilt.output]).toEqual([0, expect.anything()]);
    expect(await contractTally(officer)).toEqual(before);
    expect(await registry.stop()).toBe(0);
  }, 240_000);
});

const keyOf = (number: string) => ({ 'idempotency-key': `kill-test-${number}` });

/** One client that records contract after contract until the registry is gone. */
async function record(
  officer: ApiClient,
  client: number,
  acknowledged: Set<string>,
  inDoubt: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  for (let n = 0; !signal.aborted; n += 1) {
    const number = String(10_000_000 + client * 100_000 + n);
    inDoubt.add(number);
    const answer = await officer
      .post('/api/v1/recognitions', contract(number), keyOf(number))
      .catch(() => undefined);
    if (answer?.status !== 201) {
      // 503 while PostgreSQL dies under a process that still answers: in doubt like a broken line.
      if (answer !== undefined && answer.status !== 503) throw new Error(answer.text);
      return;
    }
    inDoubt.delete(number);
    acknowledged.add(number);
  }
}

async function recordedContracts(officer: ApiClient, after: string): Promise<string[]> {
  const numbers: string[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await officer.get(
      `/api/v1/recognitions?kind=tech-contract&page=${page}&pageSize=200${after && `&after=${after}`}`,
    );
    const items = answer.body['items'] as readonly Json[];
    numbers.push(...items.map((item) => item['number'] as string));
    if (items.length < 200) return numbers.sort();
  }
}

async function contractTally(officer: ApiClient, after = ''): Promise<Json> {
  const answer = await officer.get(
    `/api/v1/targets/411323/2023/tally?asOf=2023-12-31${after && `&after=${after}`}`,
  );
  const indicators = answer.body['indicators'] as readonly Json[];
  return indicators.find((one) => (one['code'] as string) === 'tech-contract-value') as Json;
}
