import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, ApiClient, Json } from '../../../test/support/api-client.js';
import {
  OWN_CREDIT_CODE,
  startTestRegistry,
  type TestRegistry,
} from '../../../test/support/registry.js';
import { eventually } from '../testing/policy-host.js';

const LIST = `
list: declared-policy
version: 1
title: 申报测试清单
effective: {from: 2023-01-01, to: 2098-12-31}
clauses:
  - id: rd-intensity
    article: 第一条
    text: 上年度研发投入强度达3%以上的企业，给予10万元。
    when: {fact: rd.intensity, period: year-1, op: gte, value: 3%}
    benefit: {kind: fixed, amount: 10万}
  - id: core-tech
    article: 第二条
    text: 经专家评审，核心技术发挥核心支持作用的，给予5万元。
    when: {manual: 核心技术发挥核心支持作用, key: core-support}
    benefit: {kind: fixed, amount: 5万}
`;
const FACTS = { revenue: '1亿', 'rd.expense': '300万' };
const SOURCE = { title: '2022年度企业所得税纳税申报表' };

describe('from what is missing to an answer, over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let enterprise: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    enterprise = await registry.as('enterprise');
    const firm = { creditCode: OWN_CREDIT_CODE, name: '样例企业', regionCode: '411323' };
    await officer.post('/api/v1/enterprises', firm);
    const yaml = { 'content-type': 'application/yaml' };
    await officer.send('POST', '/api/v1/policy-lists', LIST, yaml);
    const published = await officer.post(
      '/api/v1/policy-lists/declared-policy/versions/1/publication',
      { acknowledge: ['no-tests'] },
    );
    expect(published.status).toBe(200);
  }, 90_000);
  afterAll(() => registry.stop());

  async function check(): Promise<Json> {
    const asked = await enterprise.post('/api/v1/eligibility-checks', {
      creditCode: OWN_CREDIT_CODE,
      asOf: '2023-12-31',
    });
    const path = `/api/v1/eligibility-checks/${String(asked.body['id'])}`;
    const done = ({ body }: Answer) =>
      body['status'] === 'completed' || body['status'] === 'failed';
    return (await eventually(() => enterprise.get(path), done)).body;
  }
  const clause = (answer: Json, id: string): Json => {
    const { results } = (answer['result'] ?? answer) as { results: readonly Json[] };
    return results.find((result) => result['clause'] === id) ?? {};
  };
  const actions = (answer: Json, kind: string) =>
    (answer['actions'] as readonly Json[]).filter((action) => action['kind'] === kind);
  const filled = (action: Json | undefined, figures: Json) => ({
    ...(action?.['body'] as Json),
    figures,
    source: SOURCE,
  });

  it('an enterprise is told what is missing, declares it from there, and gets an unconfirmed answer', async () => {
    const before = await check();
    expect(clause(before, 'rd-intensity')).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'rd.expense@2022' }, { fact: 'revenue@2022' }],
    });
    const [declare] = actions(before, 'declare');
    const sent = await enterprise.post(String(declare?.['href']), filled(declare, FACTS));
    expect(sent.status).toBe(201);
    const after = await check();
    expect(clause(after, 'rd-intensity')).toMatchObject({
      status: 'eligible',
      amount: '100000.00',
      unconfirmed: [{ fact: 'rd.expense@2022' }, { fact: 'revenue@2022' }],
    });
    expect(clause(after, 'rd-intensity')['events']).toContain(
      (sent.body['figures'] as readonly { declared: Json }[])[0]?.declared['eventId'],
    );
  });

  it('an officer confirms, and the answer rests on confirmed figures', async () => {
    const path = `/api/v1/enterprises/${OWN_CREDIT_CODE}/declarations`;
    expect((await officer.post(`${path}/2022/confirmation`, {})).status).toBe(200);
    const confirmed = clause(await check(), 'rd-intensity');
    expect(confirmed).toMatchObject({ status: 'eligible' });
    expect(confirmed).not.toHaveProperty('unconfirmed');
    // A smaller figure declared later waits beside it, and does not change the answer.
    const later = { year: 2022, figures: { 'rd.expense': '200万' }, source: SOURCE };
    expect((await enterprise.post(path, later)).status).toBe(201);
    expect(clause(await check(), 'rd-intensity')).toMatchObject({ status: 'eligible' });
    expect((await officer.post(`${path}/2022/confirmation`, {})).status).toBe(200);
    expect(clause(await check(), 'rd-intensity')).toMatchObject({
      status: 'not-eligible',
      fails: [{ actual: '0.02', gap: '0.01', lift: { 'rd.expense@2022': '1000000.00' } }],
    });
  });

  it('a question for a person names its key, and is answered from there', async () => {
    const before = await check();
    expect(clause(before, 'core-tech')).toMatchObject({
      status: 'unknown',
      missing: [
        {
          fact: 'manual:core-support',
          label: '核心技术发挥核心支持作用',
          reportAt: expect.stringContaining('经办'),
        },
      ],
    });
    const [answer] = actions(before, 'answer');
    const body = { ...(answer?.['body'] as Json), answer: true, basis: '专家评审通过' };
    expect((await officer.post(String(answer?.['href']), body)).status).toBe(201);
    expect(clause(await check(), 'core-tech')).toMatchObject({
      status: 'eligible',
      amount: '50000.00',
    });
  });

  it('what stands today follows by itself, and officers see what is open', async () => {
    const path = `/api/v1/enterprises/${OWN_CREDIT_CODE}`;
    const open = async (total: number): Promise<Json> => {
      const ask = () => officer.get(`/api/v1/manual-questions?creditCode=${OWN_CREDIT_CODE}`);
      return (await eventually(ask, ({ body }) => body['total'] === total, 60_000)).body;
    };
    // Publication has had the county looked at; nobody asks for what comes after.
    expect((await open(1))['items']).toMatchObject([
      {
        list: 'declared-policy',
        clause: 'core-tech',
        question: 'manual:core-support',
        enterpriseName: '样例企业',
      },
    ]);
    const question = { list: 'declared-policy', question: 'manual:core-support' };
    const answer = { ...question, answer: true, basis: '专家评审通过' };
    expect((await officer.post(`${path}/manual-answers`, answer)).status).toBe(201);
    const { position } = await open(0);
    const standing = await enterprise.get(`${path}/eligibility?after=${String(position)}`);
    expect(clause(standing.body, 'core-tech')).toMatchObject({ status: 'eligible' });
    expect(actions(standing.body, 'object')).toHaveLength(2);
    const withdrawal = { ...question, reason: '重新评审' };
    const withdrawn = await officer.post(`${path}/manual-answers/withdrawal`, withdrawal);
    expect(withdrawn.status).toBe(200);
    await open(1);
  }, 200_000);

  it('the enterprise objects from there', async () => {
    const answer = await check();
    const [object] = actions(answer, 'object');
    const body = { ...(object?.['body'] as Json), text: '研发费用应为300万元，请核实' };
    const raised = await enterprise.post(String(object?.['href']), body);
    expect(raised.status).toBe(201);
    expect(raised.body).toMatchObject({ clause: 'rd-intensity', checkId: answer['id'] });
  });
});
