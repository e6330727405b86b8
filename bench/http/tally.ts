import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { apiClient } from '../../test/support/api-client.js';
import { eventStoreMigrations } from '#libs/event-store/migrations.js';
import type { AppendRequest } from '#libs/event-store/port.js';
import { PostgresEventStore } from '#libs/event-store/postgres/postgres-event-store.js';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import { migrateDatabase } from '#libs/runtime/database/migrations.js';
import { poolOf, type Lab } from '../harness/lab.js';
import type { BenchOptions } from '../harness/options.js';
import { rate, table } from '../harness/report.js';
import { makeAccounts, tokenOf } from './accounts.js';
import { LoadGenerator, percentile } from './load.js';
import { startRegistry } from './processes.js';

const SIZES = [10_000, 100_000];
const STREAMS_A_CALL = 1_000;
const METADATA = { schemaVersion: '1', source: 'seed', recordedAt: '2023-12-01T08:00:00.000Z' };
const KINDS = ['high-tech-firm', 'sci-tech-sme', 'tech-contract', 'county-project'] as const;

/** A year's tally of one county, when the ledger holds so many enterprises with two records each. */
export async function benchTally(
  lab: Lab,
  { seconds, scale }: BenchOptions,
  say: (line: string) => void,
): Promise<void> {
  say('\ntally: GET /api/v1/targets/411323/2023/tally, as of 2023-12-31');
  const rows = [['enterprises', 'events', 'p50 ms', 'p99 ms', 'read models caught up in']];
  for (const size of SIZES) {
    const enterprises = Math.ceil(size * scale);
    const url = await lab.database('tally');
    const events = await fill(url, enterprises);
    const start = performance.now();
    const registry = await startRegistry({
      DATABASE_URL: url,
      DATA_DIR: join(lab.folder, `tally-${size}`),
      DEMO: '0',
    });
    try {
      const caughtUp = (performance.now() - start) / 1000;
      await makeAccounts(url);
      const latencies = await ask(registry.url, Math.max(seconds * 10, 2));
      rows.push([
        rate(enterprises),
        rate(events),
        percentile(latencies, 0.5).toFixed(1),
        percentile(latencies, 0.99).toFixed(1),
        `${caughtUp.toFixed(0)} s`,
      ]);
    } finally {
      await registry.stop();
      await lab.dropDatabases();
    }
  }
  say(table(rows));
}

async function ask(url: string, seconds: number): Promise<readonly number[]> {
  const headers = { authorization: `Bearer ${await tokenOf(url, 'statistician')}` };
  const path = '/api/v1/targets/411323/2023/tally?asOf=2023-12-31';
  const first = await apiClient(url).get(path, headers);
  if (first.status !== 200) throw new Error(`no tally: ${first.text}`);
  const load = new LoadGenerator({ url, method: 'GET', next: () => ({ path, headers }) }, 1);
  await load.run({ clients: 1, seconds: seconds / 4 });
  const { latencies } = await load.run({ clients: 1, seconds });
  load.close();
  return latencies;
}

/** Writes the events themselves, past the commands, before the registry starts. */
async function fill(url: string, enterprises: number): Promise<number> {
  await migrateDatabase(url, eventStoreMigrations);
  const pool = poolOf(url, 4);
  const store = await PostgresEventStore.open(pool, { ledger: 'registry' });
  let events = 0;
  for (let at = 0; at < enterprises; at += STREAMS_A_CALL) {
    const numbers = Array.from(
      { length: Math.min(STREAMS_A_CALL, enterprises - at) },
      (_, index) => at + index,
    );
    const requests = numbers.flatMap(historyOf);
    await store.appendMany(requests);
    events += requests.length;
  }
  await store.close();
  await pool.end();
  return events;
}

/** One enterprise and two records. Three in four are in the county that is asked about. */
function historyOf(n: number): AppendRequest[] {
  const creditCode = completeCreditCode(`91411323MC${String(n).padStart(6, '0')}`);
  const regionCode = n % 4 === 3 ? '411322' : '411323';
  const name = `测速${n}号有限公司`;
  const data = {
    creditCode,
    name,
    regionCode,
    entityType: 'enterprise',
    registeredOn: '2015-03-04',
  };
  return [
    requestOf(`enterprise-${creditCode}`, 'enterprise.registered', data),
    ...[0, 1].map((second) => recording(n, second, creditCode)),
  ];
}

function recording(n: number, second: number, creditCode: string): AppendRequest {
  const kind = KINDS[(n + second) % KINDS.length] ?? 'tech-contract';
  const countingYear = 2020 + ((n + second) % 5);
  const countedOn = `${countingYear}-${String((n % 12) + 1).padStart(2, '0')}-15`;
  const number = `2341${second}${String(n).padStart(9, '0')}`;
  return requestOf(`recognition-${kind}-${number}`, 'recognition.recorded', {
    kind,
    number,
    creditCode,
    issued: false,
    attributes: attributesOf(kind, countingYear, countedOn),
    countingYear,
    countedOn,
    validFrom: countedOn,
    validTo: null,
    source: { title: '测速用公告', documentNumber: '测〔2023〕1号' },
  });
}

function attributesOf(kind: (typeof KINDS)[number], year: number, day: string): object {
  switch (kind) {
    case 'high-tech-firm':
      return { recognitionYear: year, issuedOn: day, first: true };
    case 'sci-tech-sme':
      return { entryYear: year, announcedOn: day };
    case 'county-project':
      return { name: '测速项目', approvedOn: day, mode: 'open-call', funding: '200000.00' };
    case 'tech-contract':
      return {
        contractKind: 'development',
        title: '测速合同',
        registeredOn: day,
        contractValue: '500000.00',
        technologyValue: '400000.00',
        buyer: { name: '样本买方有限公司', creditCode: '91410000170001401D', regionCode: '410100' },
      };
  }
}

function requestOf(stream: string, type: string, data: object): AppendRequest {
  const event = { id: randomUUID(), type, data, metadata: METADATA };
  return { stream, expected: 'no-stream', events: [event] };
}
