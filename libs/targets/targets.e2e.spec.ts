import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../../test/support/api-client.js';
import {
  OWN_CREDIT_CODE,
  startTestRegistry,
  type TestRegistry,
} from '../../test/support/registry.js';
import { INDICATOR_CODES } from './domain/indicators.js';

const OTHER = '91411323MAXX00023M';
const SOURCE = { title: '西峡县2023年政府工作报告' };
const PLAN = '/api/v1/targets/411323/2023';
const CSV = { accept: 'text/csv' };

describe('targets, tally and figures over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let statistician: ApiClient;
  let enterprise: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    statistician = await registry.as('statistician');
    enterprise = await registry.as('enterprise');
  }, 60_000);
  afterAll(() => registry.stop());

  const list = (body: Json, key: string) => body[key] as readonly Json[];
  const fields = (body: Json) => list(body, 'errors').map((error) => error['path'] as string);

  describe('a plan', () => {
    const items = [
      { indicator: 'high-tech-firms-new', value: 10, commitment: 'ensure' },
      { indicator: 'tech-contract-value', value: '1000000000', commitment: 'strive' },
    ];

    it('that nobody set shows the eight indicators, their rules and no targets', async () => {
      const answer = await statistician.get(PLAN);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('etag')).toBeNull();
      expect(answer.body).toMatchObject({ region: '411323', regionName: '西峡县', items: [] });
      const shown = list(answer.body, 'indicators');
      expect(shown.map((one) => one['code'] as string)).toEqual(INDICATOR_CODES);
      expect(shown.every((one) => one['target'] === null)).toBe(true);
      expect(shown[0]?.['countingRuleText']).toBe('首次认定与重新认定都计；按注册地');
    });

    it('is set as a whole, can be read back, and is not stored twice', async () => {
      const set = await officer.put(PLAN, { items, source: SOURCE });
      expect(set.status).toBe(200);
      expect(set.headers.get('etag')).toBe('"0"');
      const after = set.headers.get('registry-position');
      const read = await statistician.get(`${PLAN}?after=${after}`);
      expect(read.headers.get('etag')).toBe('"0"');
      expect(read.body).toMatchObject({ revision: 0, source: SOURCE });
      expect(list(read.body, 'indicators')[5]?.['target']).toEqual({
        op: 'gte',
        value: '1000000000.00',
        commitment: 'strive',
      });
      const before = await registry.ledger();
      const back = await officer.put(PLAN, {
        items: read.body['items'],
        source: read.body['source'],
      });
      expect(back.status).toBe(200);
      expect(await registry.ledger()).toEqual(before);
    });

    it('that somebody else changed meanwhile is not overwritten', async () => {
      const changed = { items: [{ ...items[0], value: '12' }, items[1]], source: SOURCE };
      const fresh = await officer.put(PLAN, changed, { 'if-match': '"0"' });
      expect([fresh.status, fresh.headers.get('etag')]).toEqual([200, '"1"']);
      const stale = await officer.put(PLAN, { items, source: SOURCE }, { 'if-match': '"0"' });
      expect([stale.status, stale.body['code']]).toEqual([412, 'stale-revision']);
    });

    it('is answered the same when the request comes again with its key', async () => {
      const body = { items: [items[0]], source: SOURCE };
      const key = { 'idempotency-key': 'plan-2022' };
      const address = '/api/v1/targets/411323/2022';
      const first = await officer.put(address, body, key);
      const again = await officer.put(address, body, key);
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('registry-position')).toBe(first.headers.get('registry-position'));
      const other = await officer.put(address, { ...body, items }, key);
      expect([other.status, other.body['code']]).toEqual([409, 'idempotency-key-reused']);
    });

    it('that is wrong is refused with every fault, its path and a Chinese sentence', async () => {
      const answer = await officer.put(PLAN, {
        items: [
          { indicator: 'high-tech-firms-new', value: '十家', countingRule: { count: 'all' } },
          { indicator: 'gdp', value: '1' },
        ],
        source: {},
      });
      expect(answer.status).toBe(422);
      expect(fields(answer.body)).toEqual([
        'source.title',
        'items.0.value',
        'items.0.countingRule.count',
        'items.1.indicator',
      ]);
      expect(answer.text).toMatch(/目标值应为大于 0 的整数/);
      expect((await officer.put(PLAN, { items, source: SOURCE, extra: 1 })).status).toBe(422);
      expect((await officer.put(PLAN, {})).status).toBe(422);
    });

    it.each(['411323/1999', '411323/abc', '999999/2023', '41132/2023'])(
      'has no address like %s',
      async (address) => {
        const answer = await officer.get(`/api/v1/targets/${address}`);
        expect(answer.status).toBe(422);
        expect(answer.text).toMatch(/\p{Script=Han}/u);
      },
    );

    it('is set by officers only', async () => {
      for (const client of [statistician, enterprise]) {
        expect((await client.put(PLAN, { items, source: SOURCE })).status).toBe(403);
      }
    });
  });

  describe('the tally', () => {
    let after: string;

    beforeAll(async () => {
      for (const [creditCode, name] of [
        [OWN_CREDIT_CODE, '西峡县测试新材料有限公司'],
        [OTHER, '=HYPERLINK("西峡县测试汽车零部件有限公司")'],
      ]) {
        await officer.post('/api/v1/enterprises', { creditCode, name, regionCode: '411323' });
      }
      for (const [n, creditCode] of [OWN_CREDIT_CODE, OTHER, OTHER].entries()) {
        const answer = await officer.post('/api/v1/recognitions', {
          kind: 'county-project',
          creditCode,
          attributes: { name: `项目${n}`, approvedOn: `2023-0${n + 3}-01` },
          source: { title: '立项通知' },
        });
        expect(answer.status).toBe(201);
        after = answer.headers.get('registry-position') as string;
      }
    });

    it('answers in the shape of the contract', async () => {
      const answer = await statistician.get(`${PLAN}/tally?asOf=2023-06-30&after=${after}`);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        region: '411323',
        year: 2023,
        asOf: '2023-06-30',
        knownAt: null,
      });
      expect(answer.body['position']).toMatch(/^[0-9a-z]+\.\d+$/);
      const [firms, , , projects] = list(answer.body, 'indicators');
      expect(firms).toMatchObject({
        target: { op: 'gte', value: '12', commitment: 'ensure' },
        actual: '0',
        completion: '0.0000',
        timeProgress: '0.4959',
        ahead: '-0.4959',
        status: 'behind',
        breakdown: { first: '0', renewed: '0', net: '0', stock: '0' },
        evidenceCount: 0,
      });
      expect(projects).toMatchObject({ target: null, actual: '3', status: 'no-target' });
    });

    it('cites a position that gives the same answer again, whatever is written later', async () => {
      const first = await statistician.get(`${PLAN}/tally?asOf=2023-06-30&after=${after}`);
      const knownAt = first.body['position'] as string;
      await officer.post('/api/v1/recognitions', {
        kind: 'county-project',
        creditCode: OTHER,
        attributes: { name: '后来补录', approvedOn: '2023-02-01' },
        source: { title: '立项通知' },
      });
      const again = await statistician.get(`${PLAN}/tally?asOf=2023-06-30&knownAt=${knownAt}`);
      expect(again.body['indicators']).toEqual(first.body['indicators']);
      expect(again.body['knownAt']).toBe(knownAt);
    });

    it('is not for enterprises, their own evidence is', async () => {
      expect((await enterprise.get(`${PLAN}/tally`)).status).toBe(403);
      const own = await enterprise.get(`${PLAN}/tally/county-projects/evidence?after=${after}`);
      expect(own.status).toBe(200);
      expect(own.body['total']).toBe(1);
      expect(list(own.body, 'items')).toMatchObject([{ creditCode: OWN_CREDIT_CODE }]);
      expect(own.text).not.toContain(OTHER);
    });

    it('gives its evidence as CSV that no spreadsheet runs', async () => {
      const url = `${PLAN}/tally/county-projects/evidence?asOf=2023-12-31&after=${after}`;
      const answer = await statistician.get(url, CSV);
      expect(answer.headers.get('content-type')).toMatch(/text\/csv/);
      expect(answer.text).toContain('统一社会信用代码');
      expect(answer.text).toContain(OWN_CREDIT_CODE);
      expect(answer.text).toContain(`"'=HYPERLINK`);
    });

    it.each([
      ['tally/gdp/evidence', 404],
      ['tally?asOf=2023-02-30', 422],
      ['tally?knownAt=2999-01-01', 422],
      ['tally?page=1', 422],
      ['tally?after=x', 400],
      ['tally/county-projects/evidence?pageSize=201', 422],
    ])('refuses %s with %d', async (path, status) => {
      const answer = await statistician.get(`${PLAN}/${path}`);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
    });
  });

  describe('a figure', () => {
    const figure = {
      series: 'rd-expenditure',
      regionCode: '411323',
      period: '2022',
      value: '6.227',
      unit: 'yi-yuan',
      publishedOn: '2023-10-19',
      source: { title: '研发经费投入统计公报' },
    };

    it('is published once: the same vintage again appends nothing, a revision is one more', async () => {
      const first = await statistician.post('/api/v1/figures', figure);
      expect(first.status).toBe(201);
      expect(first.body).toMatchObject({ value: '622700000.00', unit: 'yuan', status: 'final' });
      expect(first.body['position']).toBe(first.headers.get('registry-position'));
      const again = await officer.post('/api/v1/figures', figure);
      expect([again.status, again.body['eventId']]).toEqual([200, first.body['eventId']]);
      const revised = await officer.post('/api/v1/figures', {
        ...figure,
        value: '6.3',
        publishedOn: '2024-03-01',
      });
      expect([revised.status, revised.body['status']]).toEqual([201, 'revised']);
      expect(revised.headers.get('etag')).toBe('"1"');
    });

    let last: string | null;
    it('is read with what follows from it, also as CSV', async () => {
      const base = { ...figure, period: '2021', value: '5.138', publishedOn: '2022-10-27' };
      const { headers } = await officer.post('/api/v1/figures', base);
      last = headers.get('registry-position');
      const url = `/api/v1/figures/rd-expenditure?regionCode=411323&from=2022&after=${last}`;
      const answer = await statistician.get(`${url}&asOf=2023-12-31`);
      expect(answer.body).toMatchObject({
        total: 1,
        items: [{ period: '2022', growth: '21.1950', latest: true, intensity: null }],
      });
      const csv = await statistician.get(url, CSV);
      expect(csv.text).toMatch(/^\ufeff?行政区划代码,期间,数值（元）/);
      expect(csv.headers.get('x-total-count')).toBe('2');
    });

    it('moves the growth of the tally from the day it is published', async () => {
      const growth = async (asOf: string) => {
        const url = `/api/v1/targets/411323/2022/tally?asOf=${asOf}&after=${last}`;
        return list((await statistician.get(url)).body, 'indicators')[7];
      };
      expect(await growth('2023-10-18')).toMatchObject({
        actual: null,
        latestPublished: { period: '2021', growth: null },
      });
      expect(await growth('2023-10-19')).toMatchObject({ actual: '21.1950', evidenceCount: 2 });
      expect(await growth('2024-03-01')).toMatchObject({ actual: '22.6158' });
    });

    it('that cannot be is refused, and none of it is for enterprises', async () => {
      const wrong = await officer.post('/api/v1/figures', {
        ...figure,
        unit: '亿元',
        period: '2023-13/ytd',
        publishedOn: '2999-01-01',
      });
      expect(wrong.status).toBe(422);
      expect(fields(wrong.body)).toEqual(['period', 'unit', 'publishedOn']);
      expect((await enterprise.post('/api/v1/figures', figure)).status).toBe(403);
      expect((await enterprise.get('/api/v1/figures/gdp')).status).toBe(403);
      expect((await statistician.get('/api/v1/figures/happiness')).status).toBe(404);
    });
  });
});
