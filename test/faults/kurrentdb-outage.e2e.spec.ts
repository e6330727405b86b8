import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidV7 } from '../../libs/kernel/uuid.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { startTestRegistry, type TestRegistry } from '../support/registry.js';

const TITLE = 'a registry whose KurrentDB goes away';
const HOLDER = '91411323MAXX00015T';
const url = process.env['KURRENTDB_URL'];
/** One plain node; a cluster's nodes would be reached past the proxy. */
const target = /^kurrentdb:\/\/([^:/?@,]+):(\d+)\/?\?tls=false$/.exec(url ?? '');

const contract = (number: string) => ({
  kind: 'tech-contract',
  creditCode: HOLDER,
  number,
  attributes: {
    contractKind: 'service',
    title: `停机测试合同 ${number}`,
    registeredOn: '2023-06-30',
    contractValue: '100.00',
    technologyValue: '100.00',
    buyer: { name: '某公司', regionCode: '420100' },
  },
  source: { title: '技术合同认定登记证明' },
});

if (!target) {
  describe(TITLE, () => {
    it.skip('answers 503 meanwhile, and loses and doubles nothing', () => undefined);
  });
} else {
  describe(TITLE, () => {
    const proxy = new CuttableProxy(target[1] ?? '', Number(target[2]));
    let registry: TestRegistry;
    let officer: ApiClient;
    beforeAll(async () => {
      await proxy.open();
      registry = await startTestRegistry({
        EVENT_STORE_URL: `kurrentdb://127.0.0.1:${proxy.port}?tls=false`,
        LEDGER: `t-${uuidV7()}`,
      });
      officer = await registry.as('officer');
      const enterprise = { creditCode: HOLDER, name: '西峡县停机测试公司', regionCode: '411323' };
      expect((await officer.post('/api/v1/enterprises', enterprise)).status).toBe(201);
    }, 120_000);
    afterAll(async () => {
      await registry.stop();
      await proxy.cut();
    });

    const record = (number: string) =>
      officer.post<Json>('/api/v1/recognitions', contract(number), { 'Idempotency-Key': number });
    const readiness = () => registry.anonymous.get<{ parts: Json[] }>('/health/ready');

    it('answers 503 meanwhile, and loses and doubles nothing', async () => {
      const statuses = new Map<string, number[]>();
      let writing = true;
      const write = async (client: number) => {
        for (let n = 0; writing; n += 1) {
          const number = `4113232023${client}${String(n).padStart(5, '0')}`;
          const answers: number[] = [];
          statuses.set(number, answers);
          do {
            const answer = await record(number);
            answers.push(answer.status);
            if (answer.status === 503) expect(answer.headers.get('retry-after')).not.toBeNull();
          } while (answers.at(-1) === 503);
        }
      };
      const writers = [1, 2, 3, 4].map(write);
      await pause(1_500);
      await proxy.cut();
      await until(async () => {
        const { status, body } = await readiness();
        return status === 503 && body.parts.some((p) => p['name'] === 'event-store' && !p['ready']);
      });
      // Longer than calls wait for a restart.
      await pause(5_000);
      await proxy.open();
      await until(async () => (await readiness()).status === 200);
      await pause(1_500);
      writing = false;
      await Promise.all(writers);

      const all = [...statuses.values()].flat();
      expect(all).toContain(503);
      expect(new Set(all.filter((status) => status !== 503))).toEqual(new Set([201]));
      // One event an enterprise and a contract, each in a stream of its own.
      const size = statuses.size + 1;
      expect(await registry.ledger()).toEqual({ events: size, streams: size });
      const again = await record([...statuses.keys()][0] ?? '');
      const after = again.headers.get('registry-position') ?? '';
      const list = await officer.get(
        `/api/v1/recognitions?kind=tech-contract&pageSize=1&after=${after}`,
      );
      expect(list.body).toMatchObject({ total: statuses.size });
    }, 120_000);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(200);
}
