import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, ApiClient, Json } from '../../../test/support/api-client.js';
import {
  OWN_CREDIT_CODE,
  startTestRegistry,
  type TestRegistry,
} from '../../../test/support/registry.js';
import { listAsking, publishList } from '../testing/publish-list.js';

const OTHER = '91411323MAXX00023M';
const UNKNOWN = '91411323MAXX00031G';
const ABOUT = { list: 'demo-policy', question: 'manual:core-support', awardYear: 2023 };
const ANSWER = { ...ABOUT, answer: true, basis: '专家评审：发挥核心支持作用' };

describe('officers’ answers over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let enterprise: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    enterprise = await registry.as('enterprise');
    for (const creditCode of [OWN_CREDIT_CODE, OTHER]) {
      const firm = { creditCode, name: `样例${creditCode}`, regionCode: '411323' };
      expect((await officer.post('/api/v1/enterprises', firm)).status).toBe(201);
    }
    await publishList(officer, listAsking('demo-policy', { tech: 'core-support' }));
  }, 90_000);
  afterAll(() => registry.stop());

  const path = (creditCode = OWN_CREDIT_CODE) => `/api/v1/enterprises/${creditCode}/manual-answers`;
  const give = (body: object, creditCode = OWN_CREDIT_CODE, headers = {}) =>
    officer.post(path(creditCode), body, headers);
  const withdraw = (body: object) => officer.post(`${path()}/withdrawal`, body);
  const codes = (answer: Answer) => [answer.status, answer.body['code']];
  const issues = (answer: Answer) =>
    (answer.body['errors'] as readonly Json[]).map(
      (e) => `${String(e['path'])} ${String(e['code'])}`,
    );
  const listed = async (client: ApiClient, after: Answer<unknown>) =>
    (await client.get(`${path()}?after=${after.headers.get('registry-position') ?? ''}`)).body;

  it('are given, seen by the enterprise, and replaced', async () => {
    const first = await give(ANSWER);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      ...ANSWER,
      creditCode: OWN_CREDIT_CODE,
      source: null,
      answeredBy: expect.any(String),
    });
    expect((await give({ ...ANSWER, question: 'core-support' })).status).toBe(200);
    expect(await listed(enterprise, first)).toMatchObject({ total: 1, items: [ANSWER] });
    const second = await give({ ...ANSWER, answer: 82.5, source: { title: '专家评审意见表' } });
    expect(await listed(enterprise, second)).toMatchObject({
      total: 1,
      items: [{ answer: 82.5, source: { title: '专家评审意见表' } }],
    });
    const any = await give({ ...ANSWER, awardYear: null, answer: false });
    expect(await listed(officer, any)).toMatchObject({
      total: 2,
      items: [{ awardYear: 2023 }, { awardYear: null, answer: false }],
    });
  });

  it('are withdrawn, and the question is open again', async () => {
    const answer = await withdraw({ ...ABOUT, reason: '评审意见有误' });
    expect(answer.body).toMatchObject({ answer: null, basis: '评审意见有误' });
    expect(await listed(officer, answer)).toMatchObject({ total: 1, items: [{ awardYear: null }] });
    const again = await withdraw({ ...ABOUT, reason: '评审意见有误' });
    expect(codes(again)).toEqual([409, 'answer-not-given']);
  });

  it.each<[object, readonly string[]]>([
    [{}, ['list required', 'question required', 'answer required', 'basis required']],
    [{ ...ANSWER, list: 'X' }, ['list not-a-list-id']],
    [{ ...ANSWER, question: 'manual:' }, ['question not-a-question']],
    [{ ...ANSWER, question: 'x'.repeat(301) }, ['question not-a-question']],
    [{ ...ANSWER, question: 'a\u0000' }, ['question unsafe-character']],
    [{ ...ANSWER, awardYear: '2023' }, ['awardYear not-a-year']],
    [{ ...ANSWER, answer: '是' }, ['answer not-an-answer']],
    [{ ...ANSWER, answer: 1.005 }, ['answer not-an-answer']],
    [{ ...ANSWER, answer: -1 }, ['answer not-an-answer']],
    [{ ...ANSWER, answer: 1001 }, ['answer not-an-answer']],
    [{ ...ANSWER, basis: '见 13800138000' }, ['basis personal-data']],
    [{ ...ANSWER, source: {} }, ['source.title required']],
  ])('%j is refused: %j', async (body, expected) => {
    const answer = await give(body);
    expect([answer.status, ...issues(answer)]).toEqual([422, ...expected]);
  });

  it('are refused for a question that no published list asks, naming those that are', async () => {
    const mistyped = await give({ ...ANSWER, question: 'manual:core-suport' });
    expect([mistyped.status, ...issues(mistyped)]).toEqual([422, 'question unknown-question']);
    expect(mistyped.body['detail']).toMatch(/是否想写“core-support”（经核实符合）/);
    const elsewhere = await give({ ...ANSWER, list: 'demo-polici' });
    expect([elsewhere.status, ...issues(elsewhere)]).toEqual([422, 'list unknown-list']);
    expect(elsewhere.body['detail']).toMatch(/是否想写“demo-policy”/);
  });

  it('are taken for what a superseded version asks, and what the latest asks as soon as it is published', async () => {
    const asking = (version: number, key: string) =>
      listAsking('renewed-policy', { tech: key }, version);
    const about = (question: string) => ({ ...ANSWER, list: 'renewed-policy', question });
    await publishList(officer, asking(1, 'of-old'));
    const draft = asking(2, 'of-new');
    await officer.send('POST', '/api/v1/policy-lists', draft, {
      'content-type': 'application/yaml',
    });
    expect(issues(await give(about('of-new')))).toEqual(['question unknown-question']);
    await publishList(officer, draft);
    expect((await give(about('of-new'))).status).toBe(201);
    expect((await give(about('of-old'))).status).toBe(201);
  });

  it('are given by officers alone, about who is registered', async () => {
    expect((await enterprise.post(path(), ANSWER)).status).toBe(403);
    expect((await enterprise.post(`${path()}/withdrawal`, { ...ABOUT, reason: 'x' })).status).toBe(
      403,
    );
    expect(codes(await enterprise.get(path(OTHER)))).toEqual([403, 'not-your-enterprise']);
    expect((await enterprise.get('/api/v1/manual-questions')).status).toBe(403);
    expect(codes(await give(ANSWER, UNKNOWN))).toEqual([409, 'enterprise-not-registered']);
  });

  it('count once under one key', async () => {
    const key = { 'idempotency-key': 'answer-1' };
    const first = await give(ANSWER, OTHER, key);
    expect((await give(ANSWER, OTHER, key)).body).toEqual(first.body);
    expect(codes(await give({ ...ANSWER, answer: false }, OTHER, key))).toEqual([
      409,
      'idempotency-key-reused',
    ]);
  });
});
