import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { apiClient } from '../../test/support/api-client.js';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import type { Lab } from '../harness/lab.js';
import { orderOf, type Round } from '../harness/measure.js';
import type { BenchOptions } from '../harness/options.js';
import { ratesTable, table } from '../harness/report.js';
import { judge, spreadOf, type Verdict } from '../harness/verdict.js';
import { makeAccounts, tokenOf } from './accounts.js';
import { LoadGenerator, percentile, type Target } from './load.js';
import { cpuOf, startBareApp, startRegistry } from './processes.js';

const CLIENTS = 32;
const HOLDERS = 160;
const REGISTRY = 'registry';
const BARE = 'bare route';
const SHARES = [0.5, 0.95, 0.99] as const;

/** Recording contracts: the whole way of a command beside a route with one INSERT. */
export async function benchCommands(
  lab: Lab,
  { rounds, seconds }: BenchOptions,
  say: (line: string) => void,
): Promise<Verdict[]> {
  const databaseUrl = await lab.database('registry');
  const registry = await startRegistry({
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(lab.folder, 'registry'),
    DEMO: '0',
  });
  await makeAccounts(databaseUrl);
  const bare = await startBareApp(await lab.database('bare'));
  try {
    const contenders = [
      {
        name: REGISTRY,
        of: registry,
        load: new LoadGenerator(await contracts(registry.url), CLIENTS),
      },
      { name: BARE, of: bare, load: new LoadGenerator(plain(bare.url), CLIENTS) },
    ];
    const cpu = new Map(contenders.map(({ name }) => [name, { used: 0, requests: 0 }]));
    const rates: Round[] = [];
    const latencies: Map<string, Map<number, number>>[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const rate = new Map<string, number>();
      const latency = new Map<string, Map<number, number>>();
      for (const { name, of, load } of orderOf(contenders, round)) {
        const before = cpuOf(of.pid);
        const seen = await load.run({ clients: CLIENTS, seconds });
        const total = cpu.get(name) ?? { used: 0, requests: 0 };
        total.used += cpuOf(of.pid) - before;
        total.requests += seen.latencies.length;
        rate.set(name, seen.rate);
        latency.set(
          name,
          new Map(SHARES.map((share) => [share, percentile(seen.latencies, share)])),
        );
      }
      if (round === 0) continue;
      rates.push(rate);
      latencies.push(latency);
    }
    for (const { load } of contenders) load.close();
    say(`\ncommands: ${CLIENTS} clients recording contracts, over HTTP`);
    say(ratesTable(rates));
    say(latencyTable(latencies));
    for (const [name, { used, requests }] of cpu) {
      say(`${name}: ${(used / requests).toFixed(2)} ms of Node's CPU a request`);
    }
    const p99 = latencies.map(
      (round) => new Map([...round].map(([name, at]) => [name, at.get(0.99) ?? Number.NaN])),
    );
    return [
      judge('throughput', { of: REGISTRY, to: BARE, floor: 0.8 }, rates),
      judge('p99', { of: REGISTRY, to: BARE, floor: 1.3, ceiling: true }, p99),
    ];
  } finally {
    await registry.stop();
    await bare.stop();
    await lab.dropDatabases();
  }
}

function latencyTable(rounds: readonly Map<string, Map<number, number>>[]): string {
  const names = [...(rounds[0]?.keys() ?? [])];
  const median = (name: string, share: number) =>
    spreadOf(rounds.map((round) => round.get(name)?.get(share) ?? Number.NaN)).median.toFixed(1);
  return table([
    ['ms', ...SHARES.map((share) => `p${share * 100}`)],
    ...names.map((name) => [name, ...SHARES.map((share) => median(name, share))]),
  ]);
}

/** An officer, some hundred firms to hold contracts, and contracts without end. */
async function contracts(url: string): Promise<Target> {
  const token = await tokenOf(url, 'officer');
  const officer = apiClient(url, token);
  const holders = Array.from({ length: HOLDERS }, (_, n) =>
    completeCreditCode(`91411323MB${String(n).padStart(6, '0')}`),
  );
  await Promise.all(
    holders.map(async (creditCode, n) => {
      const firm = { creditCode, name: `西峡县测速${n}号有限公司`, regionCode: '411323' };
      const answer = await officer.post('/api/v1/enterprises', firm);
      if (answer.status !== 201) throw new Error(`a firm was not registered: ${answer.text}`);
    }),
  );
  return {
    url,
    method: 'POST',
    next: (n) => ({
      path: '/api/v1/recognitions',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() },
      body: contract(n, holders[n % HOLDERS] ?? ''),
    }),
  };
}

/** The same body to the bare route. */
function plain(url: string): Target {
  const holder = completeCreditCode('91411323MB000001');
  return { url, method: 'POST', next: (n) => ({ path: '/contracts', body: contract(n, holder) }) };
}

function contract(n: number, creditCode: string): string {
  return JSON.stringify({
    kind: 'tech-contract',
    creditCode,
    number: `2341139${String(n).padStart(9, '0')}`,
    attributes: {
      contractKind: 'development',
      title: '猕猴桃采后保鲜技术开发',
      registeredOn: '2023-05-20',
      contractValue: '500000.00',
      technologyValue: '400000.00',
      signedOn: '2023-04-01',
      buyer: { name: '样本买方有限公司', creditCode: '91410000170001401D', regionCode: '410100' },
    },
    source: { title: '技术合同认定登记表', documentNumber: '宛技市〔2023〕15号' },
  });
}
