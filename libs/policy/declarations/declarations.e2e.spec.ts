import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, ApiClient, Json } from '../../../test/support/api-client.js';
import {
  OWN_CREDIT_CODE,
  startTestRegistry,
  type TestRegistry,
} from '../../../test/support/registry.js';

const OTHER = '91411323MAXX00023M';
const UNKNOWN = '91411323MAXX00031G';
const SOURCE = { title: '2022年度企业所得税纳税申报表', issuedOn: '2023-05-20' };
const FIGURES = { revenue: '1亿', 'rd.expense': '299万', staff: 120, 'staff.science': 18 };

describe('declared figures over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let enterprise: ApiClient;
  let statistician: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    enterprise = await registry.as('enterprise');
    statistician = await registry.as('statistician');
    for (const creditCode of [OWN_CREDIT_CODE, OTHER]) {
      const firm = { creditCode, name: `样例${creditCode}`, regionCode: '411323' };
      expect((await officer.post('/api/v1/enterprises', firm)).status).toBe(201);
    }
  }, 90_000);
  afterAll(() => registry.stop());

  const path = (creditCode = OWN_CREDIT_CODE) => `/api/v1/enterprises/${creditCode}/declarations`;
  const declare = (
    client: ApiClient,
    figures: unknown,
    { year = 2022, creditCode = OWN_CREDIT_CODE, headers = {} } = {},
  ) => client.post(path(creditCode), { year, figures, source: SOURCE }, headers);
  const decide = (client: ApiClient, what: string, body: object, year: number | string = 2022) =>
    client.post(`${path()}/${year}/${what}`, body);
  const after = (answer: Answer<unknown>) =>
    `after=${answer.headers.get('registry-position') ?? ''}`;
  const codes = (answer: Answer) => [answer.status, answer.body['code']];
  const issues = (answer: Answer) =>
    (answer.body['errors'] as readonly Json[]).map(
      (e) => `${String(e['path'])} ${String(e['code'])}`,
    );
  const figure = (answer: Answer, fact: string): Json =>
    ((answer.body['figures'] ?? answer.body['items']) as readonly Json[]).find(
      (item) => item['fact'] === fact,
    ) ?? {};

  it('an enterprise declares for itself; what waits counts as unconfirmed', async () => {
    const answer = await declare(enterprise, FIGURES);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"0"');
    expect(answer.body).toMatchObject({ creditCode: OWN_CREDIT_CODE, year: 2022, findings: [] });
    expect(figure(answer, 'rd.expense')).toMatchObject({
      label: '研发费用',
      type: 'money',
      state: 'declared',
      used: { value: '2990000.00', confirmed: false },
      declared: { value: '2990000.00', source: SOURCE, role: 'enterprise' },
      confirmed: null,
      rejected: null,
    });
    const again = await declare(enterprise, FIGURES);
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"0"']);
  });

  it('and only for itself', async () => {
    expect(codes(await declare(enterprise, FIGURES, { creditCode: OTHER }))).toEqual([
      403,
      'not-your-enterprise',
    ]);
    expect(codes(await enterprise.get(path(OTHER)))).toEqual([403, 'not-your-enterprise']);
    const withdrawal = await enterprise.post(`${path(OTHER)}/2022/withdrawal`, { reason: 'x' });
    expect(codes(withdrawal)).toEqual([403, 'not-your-enterprise']);
    expect((await enterprise.get('/api/v1/declarations')).status).toBe(403);
    expect((await decide(enterprise, 'confirmation', {})).status).toBe(403);
    expect((await declare(statistician, FIGURES)).status).toBe(403);
  });

  let declared = '';
  it('an officer declares on behalf, and it says so', async () => {
    const answer = await declare(officer, { staff: 30 }, { creditCode: OTHER });
    expect(answer.status).toBe(201);
    declared = after(answer);
    expect(figure(answer, 'staff')).toMatchObject({ declared: { role: 'officer' } });
    const nobody = await declare(officer, { staff: 30 }, { creditCode: UNKNOWN });
    expect(codes(nobody)).toEqual([409, 'enterprise-not-registered']);
  });

  it('an officer finds what waits, confirms some, and both states stay visible', async () => {
    const query = `state=declared&pageSize=200&${declared}`;
    const waiting = await officer.get(`/api/v1/declarations?${query}`);
    expect(waiting.body['total']).toBe(5);
    const confirmed = await decide(officer, 'confirmation', { figures: ['revenue', 'staff'] });
    expect(confirmed.status).toBe(200);
    expect(figure(confirmed, 'revenue')).toMatchObject({
      state: 'confirmed',
      used: { value: '100000000.00', confirmed: true },
      confirmed: { value: '100000000.00', source: SOURCE },
      declared: null,
    });
    expect(figure(confirmed, 'rd.expense')).toMatchObject({ state: 'declared' });
    const redeclared = await declare(enterprise, { revenue: '1.2亿' });
    expect(figure(redeclared, 'revenue')).toMatchObject({
      state: 'declared',
      used: { value: '100000000.00', confirmed: true },
      declared: { value: '120000000.00' },
      confirmed: { value: '100000000.00' },
    });
    const own = await enterprise.get(`${path()}?year=2022&${after(redeclared)}`);
    expect(figure(own, 'revenue')).toMatchObject({
      ...figure(redeclared, 'revenue'),
      changedAt: expect.any(String),
    });
    const then = await enterprise.get(
      `${path()}?knownAt=${confirmed.headers.get('registry-position') ?? ''}`,
    );
    expect(figure(then, 'revenue')).toMatchObject({ state: 'confirmed', declared: null });
  });

  it('a rejection gives its reason, and what was confirmed before counts again', async () => {
    const answer = await decide(officer, 'rejection', {
      figures: ['revenue', 'rd.expense'],
      reason: '与辅助账不符',
    });
    expect(figure(answer, 'revenue')).toMatchObject({
      state: 'confirmed',
      used: { value: '100000000.00', confirmed: true },
      rejected: { value: '120000000.00', reason: '与辅助账不符' },
    });
    expect(figure(answer, 'rd.expense')).toMatchObject({ state: 'rejected', used: null });
    const list = await officer.get(`/api/v1/declarations?state=rejected&${after(answer)}`);
    expect(list.body).toMatchObject({
      total: 1,
      items: [{ fact: 'rd.expense', enterpriseName: expect.stringMatching(/\S/) }],
    });
  });

  it('an enterprise takes back what waits, not what is confirmed', async () => {
    const answer = await decide(enterprise, 'withdrawal', {
      figures: ['staff.science'],
      reason: '口径填错',
    });
    expect(figure(answer, 'staff.science')).toMatchObject({ state: 'withdrawn', used: null });
    const confirmed = await decide(enterprise, 'withdrawal', {
      figures: ['staff'],
      reason: '口径填错',
    });
    expect(codes(confirmed)).toEqual([409, 'figure-not-declared']);
    const nothing = await decide(enterprise, 'withdrawal', { reason: '口径填错' });
    expect(codes(nothing)).toEqual([409, 'nothing-declared']);
  });

  it('names everything that is wrong in one answer', async () => {
    const answer = await enterprise.post(path(), {
      year: 2999,
      figures: { 'rd.expence': 1, staff: '许多', 'rd.intensity': '3%' },
      source: {},
    });
    expect(answer.status).toBe(422);
    expect(issues(answer)).toEqual([
      'year not-a-year',
      'figures.rd.expence unknown-figure',
      'figures.staff bad-value',
      'figures.rd.intensity unknown-figure',
      'source.title required',
    ]);
    const science = await declare(enterprise, { 'staff.science': 121 });
    expect(issues(science)).toEqual(['figures.staff.science exceeds-whole']);
    const doubt = await declare(enterprise, { 'rd.expense': '1.01亿' });
    expect(doubt.status).toBe(201);
    expect(doubt.body['findings']).toMatchObject([{ code: 'unusual-ratio' }]);
  });

  it.each([
    ['confirmation', {}],
    ['rejection', { reason: 'x' }],
    ['withdrawal', { reason: 'x' }],
  ])('%s of what is not there is refused', async (what, body) => {
    expect(codes(await decide(officer, what, body, 2001))).toEqual([409, 'nothing-declared']);
    expect(codes(await decide(officer, what, body, '20x1'))).toEqual([422, 'validation-failed']);
    const wrong = await decide(officer, what, { ...body, figures: ['no-such'] });
    expect(issues(wrong)).toEqual(['figures.0 unknown-figure']);
    const nobody = await officer.post(
      `/api/v1/enterprises/${UNKNOWN}/declarations/2022/${what}`,
      body,
    );
    expect(codes(nobody)).toEqual([409, 'enterprise-not-registered']);
  });

  it('the same key counts once; the revision that was seen is asked for', async () => {
    const key = { 'idempotency-key': 'declare-1' };
    const first = await declare(enterprise, { assets: '5000万' }, { year: 2021, headers: key });
    const retry = await declare(enterprise, { assets: '5000万' }, { year: 2021, headers: key });
    expect([retry.status, retry.body]).toEqual([201, first.body]);
    const other = await declare(enterprise, { assets: '6000万' }, { year: 2021, headers: key });
    expect(codes(other)).toEqual([409, 'idempotency-key-reused']);
    await declare(enterprise, { assets: '7000万' }, { year: 2021 });
    const stale = await officer.post(`${path()}/2021/confirmation`, {}, { 'if-match': '"0"' });
    expect(codes(stale)).toEqual([412, 'stale-revision']);
  });

  it('many at once leave one story', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => declare(enterprise, { staff: 100 + i }, { year: 2020 })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const revisions = answers.map(({ headers }) => headers.get('etag')).sort();
    expect(revisions).toEqual(Array.from({ length: 8 }, (_, i) => `"${i}"`));
  });

  it('is listed as a sheet, and what can be declared is described', async () => {
    const sheet = await officer.get('/api/v1/declarations', { accept: 'text/csv' });
    expect(sheet.headers.get('content-type')).toContain('text/csv');
    expect(sheet.text).toMatch(
      /^\ufeff?统一社会信用代码,企业名称,年度,指标名,指标,状态,待核实的值/,
    );
    expect(sheet.text).toContain('已核实');
    const own = await enterprise.get(path(), { accept: 'text/csv' });
    expect([own.status, own.text.includes(OTHER)]).toEqual([200, false]);
    const form = await enterprise.get('/api/v1/declarable-figures');
    const items = form.body['items'] as readonly Json[];
    expect(items.find((item) => item['fact'] === 'staff')).toMatchObject({
      label: '职工总数',
      accepted: '整数，如 3 或 2023',
    });
    for (const bad of ['state=x', 'year=20', 'creditCode=1', 'page=0', 'fact=']) {
      expect([bad, (await officer.get(`/api/v1/declarations?${bad}`)).status]).toEqual([bad, 422]);
    }
    expect((await officer.get(`${path()}?creditCode=${OTHER}`)).status).toBe(422);
  });
});
