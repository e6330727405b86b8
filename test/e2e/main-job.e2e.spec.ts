import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, ApiClient, Json } from '../support/api-client.js';
import { startTestRegistry, type TestRegistry } from '../support/registry.js';

const HOLDER = '91411323MAXX00015T';
const OTHER = '91411323MAXX00023M';
const SOURCE = {
  title: '河南省2023年第一批高新技术企业备案公告',
  documentNumber: '国科火字〔2023〕1号',
};

const firm = (creditCode: string, number: string, attributes: object = {}) => ({
  kind: 'high-tech-firm',
  creditCode,
  number,
  attributes: { recognitionYear: 2023, issuedOn: '2023-11-22', first: true, ...attributes },
  source: SOURCE,
});

describe('the main job, over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let statistician: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    statistician = await registry.as('statistician');
    for (const [creditCode, name] of [
      [HOLDER, '西峡县测试新材料有限公司'],
      [OTHER, '西峡县测试汽车零部件有限公司'],
    ]) {
      const answer = await officer.post('/api/v1/enterprises', {
        creditCode,
        name,
        regionCode: '411323',
      });
      expect(answer.status).toBe(201);
    }
  });
  afterAll(() => registry.stop());

  function positionOf(answer: Answer<unknown>): string {
    const token = answer.headers.get('registry-position');
    expect(token).toMatch(/^[0-9a-z]+\.\d+$/);
    return token as string;
  }

  async function tally(query: string, indicator = 'high-tech-firms-new'): Promise<Json> {
    const answer = await statistician.get(`/api/v1/targets/411323/2023/tally?${query}`);
    expect(answer.text).toContain('indicators');
    const indicators = answer.body['indicators'] as readonly Json[];
    return indicators.find((one) => (one['code'] as string) === indicator) as Json;
  }

  it('a recorded recognition raises the tally by one, and the evidence names its event', async () => {
    const before = await tally('asOf=2023-12-31');
    const recorded = await officer.post('/api/v1/recognitions', firm(HOLDER, 'GR202341000123'));
    expect(recorded.status).toBe(201);
    expect(recorded.body).toMatchObject({
      id: 'high-tech-firm.GR202341000123',
      kind: 'high-tech-firm',
      number: 'GR202341000123',
      creditCode: HOLDER,
      enterpriseName: '西峡县测试新材料有限公司',
      countingYear: 2023,
      countedOn: '2023-11-22',
      validFrom: '2023-11-22',
      validTo: '2026-11-22',
    });
    expect(recorded.headers.get('etag')).toBe('"0"');

    const after = positionOf(recorded);
    const now = await tally(`asOf=2023-12-31&after=${after}`);
    expect(Number(now['actual'])).toBe(Number(before['actual']) + 1);

    const evidence = await statistician.get(
      `/api/v1/targets/411323/2023/tally/high-tech-firms-new/evidence?asOf=2023-12-31&after=${after}`,
    );
    expect(evidence.status).toBe(200);
    expect(evidence.body['total']).toBe(Number(now['actual']));
    const items = evidence.body['items'] as readonly Json[];
    const mine = items.find((item) => JSON.stringify(item).includes('GR202341000123'));
    expect(mine).toMatchObject({ position: after });
    expect(mine?.['eventId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('the same request with the same Idempotency-Key answers the same and counts once', async () => {
    const body = firm(HOLDER, 'GR202341000124');
    const key = { 'idempotency-key': 'officer-desk-1' };
    const first = await officer.post('/api/v1/recognitions', body, key);
    const again = await officer.post('/api/v1/recognitions', body, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(positionOf(again)).toBe(positionOf(first));
    const list = await officer.get(
      `/api/v1/recognitions?kind=high-tech-firm&creditCode=${HOLDER}&after=${positionOf(first)}`,
    );
    const numbers = (list.body['items'] as readonly Json[]).map((item) => item['number'] as string);
    expect(numbers.filter((number) => number === 'GR202341000124')).toHaveLength(1);
  });

  it('the same key with another body is refused', async () => {
    const key = { 'idempotency-key': 'officer-desk-2' };
    await officer.post('/api/v1/recognitions', firm(HOLDER, 'GR202341000125'), key);
    const other = await officer.post('/api/v1/recognitions', firm(HOLDER, 'GR202341000126'), key);
    expect([other.status, other.body['code']]).toEqual([409, 'idempotency-key-reused']);
  });

  it('the same number for another enterprise is refused with a stable code', async () => {
    const answer = await officer.post('/api/v1/recognitions', firm(OTHER, 'GR202341000123'));
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ status: 409, code: 'number-held-by-another' });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('repeating a record without a key appends nothing', async () => {
    const answer = await officer.post('/api/v1/recognitions', firm(HOLDER, 'GR202341000123'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"0"');
  });

  it('a record for an enterprise that is not registered is refused', async () => {
    const answer = await officer.post(
      '/api/v1/recognitions',
      firm('91411323MAXX00031G', 'GR202341000200'),
    );
    expect([answer.status, answer.body['code']]).toEqual([409, 'enterprise-not-registered']);
  });

  it('a correction, a revocation and a withdrawal show in timeline, as of and known at', async () => {
    const recorded = await officer.post('/api/v1/recognitions', firm(OTHER, 'GR202341000300'));
    const knownBefore = positionOf(recorded);
    const countAt = async (query: string) => Number((await tally(query))['actual']);
    const start = await countAt(`asOf=2023-12-31&after=${knownBefore}`);
    expect(await countAt(`asOf=2023-11-21&after=${knownBefore}`)).toBe(0);

    const id = 'high-tech-firm.GR202341000300';
    const corrected = await officer.post(
      `/api/v1/recognitions/${id}/corrections`,
      { attributes: { recognitionYear: 2022 }, reason: '认定年度误录', source: SOURCE },
      { 'if-match': '"0"' },
    );
    expect([corrected.status, corrected.body['countingYear']]).toEqual([200, 2022]);
    const afterCorrection = positionOf(corrected);
    expect(await countAt(`asOf=2023-12-31&after=${afterCorrection}`)).toBe(start - 1);
    expect(await countAt(`asOf=2023-12-31&knownAt=${knownBefore}`)).toBe(start);

    const stale = await officer.post(
      `/api/v1/recognitions/${id}/corrections`,
      { attributes: { batch: '第一批' }, reason: '补录批次', source: SOURCE },
      { 'if-match': '"0"' },
    );
    expect([stale.status, stale.body['code']]).toEqual([412, 'stale-revision']);

    const back = await officer.post(`/api/v1/recognitions/${id}/corrections`, {
      attributes: { recognitionYear: 2023 },
      reason: '恢复认定年度',
      source: SOURCE,
    });
    expect(await countAt(`asOf=2023-12-31&after=${positionOf(back)}`)).toBe(start);

    const revoked = await officer.post(`/api/v1/recognitions/${id}/revocations`, {
      effectiveOn: '2023-12-10',
      reason: '取消资格',
      source: SOURCE,
    });
    expect([revoked.status, revoked.body['status']]).toEqual([200, 'revoked']);
    const afterRevocation = positionOf(revoked);
    expect(await countAt(`asOf=2023-12-31&after=${afterRevocation}`)).toBe(start - 1);
    expect(await countAt(`asOf=2023-12-09&after=${afterRevocation}`)).toBe(start);

    const withdrawn = await officer.post(`/api/v1/recognitions/${id}/withdrawals`, {
      reason: '录入错误',
    });
    expect([withdrawn.status, withdrawn.body['status']]).toEqual([200, 'withdrawn']);
    const afterWithdrawal = positionOf(withdrawn);
    expect(await countAt(`asOf=2023-12-09&after=${afterWithdrawal}`)).toBe(start - 1);
    expect(await countAt(`asOf=2023-12-09&knownAt=${afterRevocation}`)).toBe(start);

    const timeline = await officer.get(
      `/api/v1/enterprises/${OTHER}/timeline?after=${afterWithdrawal}`,
    );
    const types = (timeline.body['items'] as readonly Json[]).map((item) => item['type'] as string);
    expect(types).toEqual([
      'recognition.withdrawn',
      'recognition.revoked',
      'recognition.corrected',
      'recognition.corrected',
      'recognition.recorded',
      'enterprise.registered',
    ]);
  });

  it('a technical contract counts by its value, in yuan to the fen', async () => {
    const before = await tally('asOf=2023-12-31', 'tech-contract-value');
    const contract = await officer.post('/api/v1/recognitions', {
      kind: 'tech-contract',
      creditCode: HOLDER,
      number: '23411323000001',
      attributes: {
        contractKind: 'development',
        title: '石墨负极材料关键技术开发',
        registeredOn: '2023-06-30',
        contractValue: '5000000.10',
        technologyValue: '3000000.00',
        buyer: { name: '武汉某科技有限公司', regionCode: '420100' },
      },
      source: { title: '技术合同认定登记证明' },
    });
    expect(contract.status).toBe(201);
    const now = await tally(`asOf=2023-12-31&after=${positionOf(contract)}`, 'tech-contract-value');
    expect(Number(before['actual'])).toBe(0);
    expect(now['actual']).toBe('5000000.10');
  });
});
