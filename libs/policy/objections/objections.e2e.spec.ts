import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, ApiClient, Json } from '../../../test/support/api-client.js';
import {
  OWN_CREDIT_CODE,
  startTestRegistry,
  type TestRegistry,
} from '../../../test/support/registry.js';
import { listAsking, publishList } from '../testing/publish-list.js';

const OTHER = '91411323MAXX00023M';
const OBJECTION = {
  awardYear: 2023,
  list: 'demo-policy',
  clause: 'htf-first',
  text: '本企业证书为首次认定，请核实',
  facts: ['high-tech-firm'],
};

describe('objections over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let enterprise: ApiClient;
  let checkOfOther: string;
  let ownCheck: string;

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    enterprise = await registry.as('enterprise');
    for (const creditCode of [OWN_CREDIT_CODE, OTHER]) {
      const firm = { creditCode, name: `样例${creditCode}`, regionCode: '411323' };
      expect((await officer.post('/api/v1/enterprises', firm)).status).toBe(201);
    }
    const ids = ['htf-first', 'htf-renewed', 'sme-first', 'rd-intensity'];
    const clauses = Object.fromEntries(ids.map((id) => [id, id]));
    await publishList(officer, listAsking('demo-policy', clauses));
    const check = async (creditCode: string) =>
      String((await officer.post('/api/v1/eligibility-checks', { creditCode })).body['id']);
    [checkOfOther, ownCheck] = [await check(OTHER), await check(OWN_CREDIT_CODE)];
  }, 90_000);
  afterAll(() => registry.stop());

  const path = (creditCode = OWN_CREDIT_CODE) => `/api/v1/enterprises/${creditCode}/objections`;
  const raise = (body: object = {}, creditCode = OWN_CREDIT_CODE) =>
    enterprise.post(path(creditCode), { ...OBJECTION, ...body });
  const resolve = (id: unknown, body: object) =>
    officer.post(`/api/v1/objections/${String(id)}/resolution`, body);
  const codes = (answer: Answer) => [answer.status, answer.body['code']];
  const issues = (answer: Answer) =>
    (answer.body['errors'] as readonly Json[]).map(
      (e) => `${String(e['path'])} ${String(e['code'])}`,
    );
  const list = (client: ApiClient, query: string, after: Answer<unknown>) =>
    client.get(`/api/v1/objections?${query}&after=${after.headers.get('registry-position') ?? ''}`);

  it('are raised, found by officers, answered, and seen by the enterprise', async () => {
    const raised = await raise({ checkId: ownCheck });
    expect(raised.status).toBe(201);
    expect(raised.body).toMatchObject({ ...OBJECTION, checkId: ownCheck, state: 'open' });
    const again = await raise({ checkId: ownCheck });
    expect([again.status, again.body]).toEqual([200, raised.body]);

    const open = await list(officer, 'state=open', raised);
    const named = { ...raised.body, enterpriseName: `样例${OWN_CREDIT_CODE}` };
    expect(open.body).toMatchObject({ total: 1, items: [named] });
    const answered = await resolve(raised.body['id'], {
      outcome: 'upheld',
      reason: '已更正台账记录',
    });
    expect(answered.body).toMatchObject({ state: 'resolved', outcome: 'upheld' });
    expect((await list(officer, 'state=open', answered)).body['total']).toBe(0);
    const seen = await list(enterprise, 'state=resolved', answered);
    expect(seen.body).toMatchObject({ total: 1, items: [answered.body] });
    const before = await list(
      officer,
      `knownAt=${raised.headers.get('registry-position') ?? ''}`,
      answered,
    );
    expect(before.body).toMatchObject({ items: [{ state: 'open', outcome: null }] });
  });

  it('that are answered stay so: new grounds are another objection', async () => {
    const raised = await raise({ clause: 'htf-renewed' });
    const answer = { outcome: 'dismissed', reason: '证书为重新认定' };
    const { id } = raised.body;
    expect((await resolve(id, answer)).status).toBe(200);
    expect((await resolve(id, answer)).headers.get('etag')).toBe('"1"');
    expect(codes(await resolve(id, { ...answer, outcome: 'upheld' }))).toEqual([
      409,
      'objection-resolved',
    ]);
    expect(codes(await raise({ clause: 'htf-renewed' }))).toEqual([409, 'objection-resolved']);
    expect((await raise({ clause: 'htf-renewed', text: '补充证书影印件编号' })).status).toBe(201);
  });

  it('are an enterprise’s own', async () => {
    expect(codes(await raise({}, OTHER))).toEqual([403, 'not-your-enterprise']);
    expect(codes(await raise({ checkId: checkOfOther }))).toEqual([404, 'check-not-found']);
    expect((await officer.post(path(), OBJECTION)).status).toBe(403);
    const raised = await raise({ clause: 'sme-first' });
    expect(
      (await enterprise.post(`/api/v1/objections/${String(raised.body['id'])}/resolution`)).status,
    ).toBe(403);
    const others = await list(enterprise, `creditCode=${OTHER}`, raised);
    expect(others.body).toMatchObject({ total: 0, items: [] });
  });

  it.each<[object, readonly string[]]>([
    [{ text: '法人身份证 11010519491231002X' }, ['text personal-data']],
    [{ text: '请致电 138 0013 8000' }, ['text personal-data']],
    [{ text: ' ' }, ['text required']],
    [{ text: 'x'.repeat(1001) }, ['text too-long']],
    [{ text: 'a\u0007' }, ['text unsafe-character']],
    [{ awardYear: undefined }, ['awardYear required']],
    [{ awardYear: 1999 }, ['awardYear not-a-year']],
    [{ clause: 'X Y' }, ['clause not-an-id']],
    [{ list: 5 }, ['list not-an-id']],
    [{ checkId: 'x' }, ['checkId not-an-id']],
    [{ facts: 'x' }, ['facts not-a-list']],
    [{ facts: [1] }, ['facts not-a-list']],
  ])('%j is refused: %j', async (body, expected) => {
    const answer = await raise(body);
    expect([answer.status, ...issues(answer)]).toEqual([422, ...expected]);
    expect(answer.text).toMatch(/\p{Script=Han}/u);
  });

  it('are refused about a clause or list that is not published, naming what was meant', async () => {
    const clause = await raise({ clause: 'htf-furst' });
    expect([clause.status, ...issues(clause)]).toEqual([422, 'clause unknown-clause']);
    expect(clause.body['detail']).toMatch(/是否想写“htf-first”（第一条）/);
    const anywhere = await raise({ list: undefined, clause: 'htf-furst' });
    expect([anywhere.status, ...issues(anywhere)]).toEqual([422, 'clause unknown-clause']);
    const list = await raise({ list: 'demo-polici' });
    expect([list.status, ...issues(list)]).toEqual([422, 'list unknown-list']);
  });

  it('that are not there, or answered badly, are refused', async () => {
    const answer = { outcome: 'upheld', reason: 'x' };
    for (const id of ['x', '018cc251-f400-7000-8000-000000000001', '%00']) {
      expect([404, 422]).toContain((await resolve(id, answer)).status);
    }
    const raised = await raise({ clause: 'rd-intensity' });
    const bad = await resolve(raised.body['id'], { outcome: 'maybe', reason: '电话13800138000' });
    expect(issues(bad)).toEqual(['outcome not-allowed', 'reason personal-data']);
  });

  it('are listed as a sheet', async () => {
    const sheet = await officer.get('/api/v1/objections', { accept: 'text/csv' });
    expect(sheet.text).toMatch(/^\ufeff?异议编号,统一社会信用代码/);
    expect(sheet.text).toContain('不成立');
  });
});
