import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn, type Json } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  registryEnv,
  runScript,
  startRegistryProcess,
  type RegistryProcess,
} from '../support/registry-process.js';

const PASSWORD = 'a-long-test-password-2023';
const HOLDER = '91411323MAXX00015T';

describe('api, projector and worker as processes of their own on one database server', () => {
  let database: TestDatabase;
  let dataDir: string;
  let env: Record<string, string>;
  const running: RegistryProcess[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    dataDir = mkdtempSync(join(tmpdir(), 'registry-processes-'));
    env = { DATABASE_URL: database.url, SESSION_SECRET: 'x'.repeat(40) };
    const created = await runScript(
      'accounts',
      ['create', 'officer', '--role', 'officer'],
      registryEnv(dataDir, env),
      `${PASSWORD}\n`,
    );
    expect(created.code).toBe(0);
    running.push(
      ...(await Promise.all(
        ['api', 'projector', 'worker'].map((app) => startRegistryProcess(dataDir, env, { app })),
      )),
    );
  }, 120_000);
  afterAll(async () => {
    const codes = await Promise.all(running.map((process) => process.stop()));
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
    expect(codes).toEqual([0, 0, 0]);
  });

  it('record, count and answer a check together', async () => {
    const officer = await signIn(running[0]?.url ?? '', 'officer', PASSWORD);
    const list = {
      list: 'test-list',
      version: 1,
      title: '测试清单',
      effective: { from: '2023-01-01', to: '2023-12-31' },
      clauses: [
        {
          id: 'htf',
          article: '第一条',
          text: '对当年认定的高新技术企业，给予奖励20万元。',
          when: {
            some: 'high-tech-firm',
            where: { all: [{ field: 'countingYear', op: 'eq', value: '@year' }] },
            cite: '当年认定的高新技术企业',
          },
          benefit: { kind: 'fixed', amount: '20万' },
        },
      ],
    };
    const drafted = await officer.post('/api/v1/policy-lists', list);
    expect([drafted.status, drafted.text]).toEqual([201, expect.anything()]);
    const published = await officer.post('/api/v1/policy-lists/test-list/versions/1/publication', {
      acknowledge: ['no-tests'],
    });
    expect([published.status, published.text]).toEqual([200, expect.anything()]);
    await officer.post('/api/v1/enterprises', {
      creditCode: HOLDER,
      name: '西峡县测试有限公司',
      regionCode: '411323',
    });
    const recorded = await officer.post('/api/v1/recognitions', {
      kind: 'high-tech-firm',
      creditCode: HOLDER,
      number: 'GR202341000123',
      attributes: { recognitionYear: 2023, issuedOn: '2023-11-22' },
      source: { title: '备案公告' },
    });
    const after = recorded.headers.get('registry-position') ?? '';
    const tally = await officer.get(
      `/api/v1/targets/411323/2023/tally?asOf=2023-12-31&after=${after}`,
    );
    expect((tally.body['indicators'] as Json[])[0]).toMatchObject({ actual: '1' });
    const requested = await officer.post('/api/v1/eligibility-checks', {
      creditCode: HOLDER,
      asOf: '2023-12-31',
    });
    for (const deadline = Date.now() + 40_000; ;) {
      const { body } = await officer.get(
        `/api/v1/eligibility-checks/${requested.body['id'] as string}`,
      );
      if (body['status'] === 'completed') {
        expect(body['result']).toMatchObject({ total: '200000.00' });
        break;
      }
      expect(['queued', 'running']).toContain(body['status']);
      if (Date.now() > deadline) throw new Error('the check was not answered');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }, 60_000);
});
