import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, ApiClient, Json } from '../../test/support/api-client.js';
import {
  OWN_CREDIT_CODE,
  startTestRegistry,
  type TestRegistry,
} from '../../test/support/registry.js';
import { eventually } from './testing/policy-host.js';

const OTHER = '91411323MAXX00023M';
const SAMPLE = readFileSync('seeds/county-2023/policy-list.yaml', 'utf8');
const LIST = 'county-science-policy';
const YAML = { 'content-type': 'application/yaml' };

describe('policy lists and eligibility over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let enterprise: ApiClient;
  let statistician: ApiClient;
  let admin: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    enterprise = await registry.as('enterprise');
    statistician = await registry.as('statistician');
    admin = await registry.as('system-admin');
    for (const creditCode of [OWN_CREDIT_CODE, OTHER]) {
      const firm = { creditCode, name: `样例${creditCode}`, regionCode: '411323' };
      expect((await officer.post('/api/v1/enterprises', firm)).status).toBe(201);
    }
  }, 90_000);
  afterAll(() => registry.stop());

  const after = (answer: Answer<unknown>): string =>
    `after=${answer.headers.get('registry-position') ?? ''}`;
  const errors = (answer: Answer) => answer.body['errors'] as readonly Record<string, string>[];
  const draft = (text: string) => officer.send('POST', '/api/v1/policy-lists', text, YAML);
  const codes = (answer: Answer) => [answer.status, answer.body['code']];

  async function finished(path: string): Promise<Json> {
    const answer = await eventually(
      () => officer.get(path),
      ({ body }) => body['status'] === 'completed' || body['status'] === 'failed',
    );
    return answer.body;
  }

  describe('a policy list', () => {
    it('that is wrong is refused with line, clause and what would be accepted', async () => {
      const before = await registry.ledger();
      const wrong = SAMPLE.replace('fact: rd.intensity', 'fact: rd.intensty').replace(
        'amount: 20万',
        'amount: 二十万',
      );
      const answer = await draft(wrong);
      expect(codes(answer)).toEqual([422, 'validation-failed']);
      const [first, second] = errors(answer);
      expect(first).toMatchObject({ path: 'clauses.0.benefit.amount', code: 'bad-value' });
      expect(first?.['message']).toMatch(/^第 \d+ 行，条款 htf-first：.*应为金额，如 500万/);
      expect(second?.['message']).toMatch(/条款 rd-intensity：.*是否想写“rd\.intensity”/);
      expect(await registry.ledger()).toEqual(before);
    });

    it.each([
      ['no list at all', '- 1\n- 2', 'not-a-list'],
      ['broken YAML', 'list: "x', 'yaml-syntax'],
      ['an alias bomb', 'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]', 'alias'],
      ['too many brackets', '['.repeat(10_000), 'too-deep'],
      ['a hidden character', 'list: "a\\0"', 'unsafe-character'],
      ['nothing', '# nothing\n', 'not-a-list'],
    ])('%s is 422', async (_name, text, code) => {
      const answer = await draft(text);
      expect(answer.status).toBe(422);
      expect(errors(answer)[0]).toMatchObject({ code });
    });

    it('in another format is 415, too large is 413', async () => {
      const plain = { 'content-type': 'text/plain' };
      expect((await officer.send('POST', '/api/v1/policy-lists', SAMPLE, plain)).status).toBe(415);
      expect((await draft('a'.repeat(2_000_000))).status).toBe(413);
    });

    it('is drafted, seen by staff only, published, and then seen by everybody', async () => {
      const drafted = await draft(SAMPLE);
      expect([drafted.status, drafted.body]).toMatchObject([
        201,
        { id: LIST, version: 1, status: 'draft', findings: [{ code: 'no-tests' }] },
      ]);
      const path = `/api/v1/policy-lists/${LIST}`;
      const seen = await statistician.get(`${path}/versions/1?${after(drafted)}`);
      expect(seen.body).toMatchObject({ status: 'draft', text: SAMPLE, sample: true });
      expect((seen.body['clauses'] as readonly Json[]).length).toBe(23);
      expect((await enterprise.get(`${path}?${after(drafted)}`)).status).toBe(404);
      expect((await enterprise.get(`${path}/versions/1`)).status).toBe(404);

      const blind = await officer.post(`${path}/versions/1/publication`);
      expect(codes(blind)).toEqual([409, 'acknowledgement-needed']);
      expect(String(blind.body['detail'])).toContain('{"acknowledge": ["no-tests"]}');
      const published = await officer.post(`${path}/versions/1/publication`, {
        acknowledge: ['no-tests'],
      });
      expect([published.status, published.body['status']]).toEqual([200, 'published']);
      const list = await enterprise.get(`${path}?${after(published)}`);
      expect(list.body).toMatchObject({ id: LIST, publishedVersion: 1 });
      const lists = await enterprise.get('/api/v1/policy-lists');
      expect(lists.body).toMatchObject({ total: 1, page: 1, items: [{ id: LIST }] });
    });

    it('published is immutable: the same again is already so, another content is 409', async () => {
      // Not the whole ledger: publishing demands a run over the county, which goes on meanwhile.
      const versions = async () =>
        (await officer.get(`/api/v1/policy-lists/${LIST}`)).body['versions'];
      const before = await versions();
      expect((await draft(SAMPLE)).body).toMatchObject({ version: 1, status: 'published' });
      const again = await officer.post(`/api/v1/policy-lists/${LIST}/versions/1/publication`);
      expect(again.status).toBe(200);
      const changed = await draft(SAMPLE.replace('amount: 20万', 'amount: 30万'));
      expect(codes(changed)).toEqual([409, 'version-published']);
      expect(await versions()).toEqual(before);
    });

    it('as JSON is the same list', async () => {
      const version = await officer.get(`/api/v1/policy-lists/${LIST}/versions/1`);
      const answer = await officer.post('/api/v1/policy-lists', version.body['document']);
      expect(answer.body).toMatchObject({ version: 1, hash: version.body['hash'] });
    });

    describe('with the cases beside it', () => {
      const LIST_TEXT = `list: cased
title: 带用例的清单
effective: {from: 2019-01-01, to: 2019-12-31}
clauses:
  - {id: a, article: 第一条, text: 有项目的奖1万元, department: 县科技局, deadline: 6月, papers: [p], when: {some: county-project, cite: 有项目}, benefit: {kind: fixed, amount: 1万}}
`;
      const YES = `- {name: 有, asOf: 2019-06-30, given: {county-project: [{number: X}]}, expect: {a: {status: eligible, amount: 1万}}}\n`;
      const NO = `- {name: 没有, asOf: 2019-06-30, expect: {a: {status: not-eligible}}}\n`;
      const submit = (tests: unknown, text = LIST_TEXT) =>
        officer.post('/api/v1/policy-lists', { text, tests });
      const publish = (acknowledge?: readonly unknown[]) =>
        officer.post('/api/v1/policy-lists/cased/versions/1/publication', { acknowledge });
      const found = ({ body }: Answer) =>
        (body['findings'] as readonly Json[]).map(({ code }) => code);

      it('is kept out while a case fails', async () => {
        const drafted = await submit(YES.replace('amount: 1万', 'amount: 2万'));
        expect([drafted.status, found(drafted)]).toEqual([
          201,
          expect.arrayContaining(['test-failed']),
        ]);
        expect(
          codes(await publish(['no-tests', 'mutant-survives', 'condition-not-covered'])),
        ).toEqual([409, 'tests-not-green']);
      });

      it('needs what the cases leave open to be acknowledged', async () => {
        expect(found(await submit(YES))).toEqual(['condition-not-covered']);
        const refused = await publish();
        expect(codes(refused)).toEqual([409, 'acknowledgement-needed']);
        expect(String(refused.body['detail'])).toContain('condition-not-covered');
        expect((await publish(['anything'])).status).toBe(422);
      });

      it('with cases that leave nothing open is published as it is, and shows them', async () => {
        expect(found(await submit(YES + NO))).toEqual([]);
        const published = await publish();
        expect(published.status).toBe(200);
        const version = await enterprise.get(
          `/api/v1/policy-lists/cased/versions/1?${after(published)}`,
        );
        expect(version.body).toMatchObject({ text: LIST_TEXT, tests: YES + NO });
      });

      it.each([
        ['cases that cannot be read', { text: LIST_TEXT, tests: '- [' }, 'tests-unreadable'],
        ['cases that are no text', { text: LIST_TEXT, tests: [] }, 'not-text'],
        ['cases without a list', { tests: YES }, 'missing'],
        ['something else beside it', { text: LIST_TEXT, tests: YES, note: 'x' }, 'unknown-key'],
      ])('%s are 422', async (_name, body, code) => {
        const answer = await officer.post('/api/v1/policy-lists', body);
        expect([answer.status, errors(answer)[0]?.['code']]).toEqual([422, code]);
      });

      it('is compared with the version that it supersedes', async () => {
        const next = LIST_TEXT.replaceAll('1万', '2万').replace('title', 'supersedes: 1\ntitle');
        const drafted = await submit(YES.replaceAll('1万', '2万') + NO, next);
        expect(drafted.body).toMatchObject({ version: 2 });
        const path = `/api/v1/policy-lists/cased/versions/2/diff`;
        const diff = await officer.get(`${path}?${after(drafted)}`);
        expect(diff.body).toMatchObject({
          ...{ id: 'cased', version: 2, against: 1, list: [] },
          clauses: [
            {
              clause: 'a',
              kind: 'changed',
              changes: [{ area: 'text' }, { area: 'amounts', before: '1万', after: '2万' }],
            },
          ],
        });
        expect((await officer.get(`${path}?against=2`)).body).toMatchObject({ clauses: [] });
        expect((await officer.get(`${path}?against=9`)).status).toBe(404);
        expect((await officer.get(`${path}?against=x`)).status).toBe(422);
        expect((await enterprise.get(path)).status).toBe(404);
        const unknown = LIST_TEXT.replace('title', 'supersedes: 7\ntitle');
        expect(errors(await draft(unknown))[0]).toMatchObject({ code: 'supersedes-unpublished' });
      });

      it('is described by a schema that editors take', async () => {
        const schema = await enterprise.get('/api/v1/policy-lists/schema');
        expect(schema.body).toMatchObject({
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          $defs: {
            factLeaf: { properties: { fact: { enum: expect.arrayContaining(['revenue']) } } },
          },
        });
      });
    });

    it('that is not there is 404, a version that is no number 422', async () => {
      for (const path of ['nothing', `${LIST}/versions/9`, 'Not An Id', '%E6%B8%85']) {
        expect((await officer.get(`/api/v1/policy-lists/${path}`)).status).toBe(404);
      }
      const publish = (path: string) => officer.post(`/api/v1/policy-lists/${path}/publication`);
      expect(codes(await publish('nothing/versions/1'))).toEqual([404, 'version-not-found']);
      expect(codes(await publish('A b/versions/1'))).toEqual([404, 'version-not-found']);
      expect((await publish(`${LIST}/versions/x`)).status).toBe(422);
    });
  });

  describe('an eligibility check', () => {
    const ask = (client: ApiClient, body: object, headers = {}) =>
      client.post('/api/v1/eligibility-checks', body, headers);

    it('is accepted, answered with reasons, and read by the enterprise and by staff', async () => {
      const asked = await ask(enterprise, { creditCode: OWN_CREDIT_CODE, asOf: '2023-11-30' });
      expect(asked.status).toBe(202);
      expect(asked.body).toMatchObject({ status: 'queued', disclaimer: '初判，不作为兑现依据' });
      expect(asked.headers.get('registry-position')).toMatch(/^[0-9a-z]+\.\d+$/);
      const path = `/api/v1/eligibility-checks/${String(asked.body['id'])}`;
      const check = await finished(path);
      expect(check).toMatchObject({
        creditCode: OWN_CREDIT_CODE,
        ...{ asOf: '2023-11-30', awardYear: 2023, status: 'completed' },
        result: { list: LIST, version: 1, sample: true, total: '0.00' },
      });
      const { results } = check['result'] as { results: readonly Json[] };
      const statuses = new Set(results.map((result) => result['status']));
      expect([...statuses].sort()).toEqual(['not-eligible', 'unknown']);
      const volume = results.find((result) => result['clause'] === 'contract-volume');
      expect(volume?.['fails']).toMatchObject([
        {
          cite: '技术合同成交额达到3000万元',
          need: '30000000.00',
          actual: '0.00',
          gap: '30000000.00',
        },
      ]);
      expect((await enterprise.get(path)).body).toEqual(check);
      expect((await statistician.get(path)).status).toBe(200);
    });

    it('of another enterprise is nothing that an enterprise may ask or see', async () => {
      const refused = await ask(enterprise, { creditCode: OTHER });
      expect(codes(refused)).toEqual([403, 'not-your-enterprise']);
      const asked = await ask(officer, { creditCode: OTHER });
      const path = `/api/v1/eligibility-checks/${String(asked.body['id'])}`;
      expect(codes(await enterprise.get(path))).toEqual([403, 'not-your-enterprise']);
      const standing = await enterprise.get(`/api/v1/enterprises/${OTHER}/eligibility`);
      expect(codes(standing)).toEqual([403, 'not-your-enterprise']);
    });

    it('asked twice with one key is one check', async () => {
      const key = { 'idempotency-key': 'desk-1' };
      const body = { creditCode: OWN_CREDIT_CODE, asOf: '2023-10-31' };
      const [first, again] = [await ask(officer, body, key), await ask(officer, body, key)];
      expect([again.status, again.body['id']]).toEqual([202, first.body['id']]);
      const other = await ask(officer, { ...body, asOf: '2023-10-30' }, key);
      expect(codes(other)).toEqual([409, 'idempotency-key-reused']);
    });

    it.each([
      [{}, 'creditCode'],
      [{ creditCode: 'x' }, 'creditCode'],
      [{ creditCode: OTHER, asOf: '2023-02-30' }, 'asOf'],
      [{ creditCode: OTHER, awardYear: '2023' }, 'awardYear'],
      [{ creditCode: OTHER, list: '../x' }, 'list'],
      [{ creditCode: OTHER, extra: 1 }, 'extra'],
      [{ creditCode: { $gt: '' } }, 'creditCode'],
    ])('%j is 422 at %s', async (body, path) => {
      const answer = await ask(officer, body);
      expect(answer.status).toBe(422);
      expect(errors(answer).map((error) => error['path'])).toContain(path);
    });

    it('of an enterprise that is not registered is 409', async () => {
      const answer = await ask(officer, { creditCode: '91411323MAXX00031G' });
      expect(codes(answer)).toEqual([409, 'enterprise-not-registered']);
    });

    it('that is not there is 404', async () => {
      for (const id of ['x', '018cc251-f400-7000-8000-000000000001', '%00', "'; drop"]) {
        const answer = await officer.get(`/api/v1/eligibility-checks/${encodeURIComponent(id)}`);
        expect([404, 422]).toContain(answer.status);
      }
    });
  });

  it('an old answer is given again to the hash, also after facts have changed', async () => {
    const asked = await enterprise.post('/api/v1/eligibility-checks', {
      ...{ creditCode: OWN_CREDIT_CODE, asOf: '2023-11-30' },
    });
    const path = `/api/v1/eligibility-checks/${String(asked.body['id'])}`;
    await finished(path);
    const declared = await enterprise.post(`/api/v1/enterprises/${OWN_CREDIT_CODE}/declarations`, {
      ...{ year: 2021, figures: { revenue: '1亿' }, source: { title: '财务报表' } },
    });
    expect(declared.status).toBe(201);
    for (const client of [enterprise, officer]) {
      const again = await client.get(`${path}/replay`);
      expect(again.body).toMatchObject({
        ...{ same: true, say: '重新计算的结果与当时完全一致', asOf: '2023-11-30' },
        recorded: { list: LIST, version: 1, resultHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
      expect(again.body['replayed']).toEqual(again.body['recorded']);
    }
  });

  describe('what if', () => {
    const suppose = (client: ApiClient, body: object) =>
      client.post('/api/v1/eligibility/what-if', body);
    const given = { 'rd.expense@2022': '299万', 'revenue@2022': '1亿' };

    it('answers like a check, says what a little more would do, and stores nothing', async () => {
      const before = await registry.ledger();
      const body = { creditCode: OWN_CREDIT_CODE, facts: given, asOf: '2023-11-30' };
      const answer = await suppose(enterprise, body);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        creditCode: OWN_CREDIT_CODE,
        awardYear: 2023,
        disclaimer: '初判，不作为兑现依据',
      });
      const { results } = answer.body['result'] as { results: readonly Json[] };
      const intensity = results.find((result) => result['clause'] === 'rd-intensity');
      expect(intensity).toMatchObject({
        status: 'not-eligible',
        fails: [{ gap: '0.0001', lift: { 'rd.expense@2022': '10000.00' } }],
      });
      const summary = answer.body['summary'] as readonly Json[];
      expect(summary.find((each) => each['clause'] === 'rd-intensity')).toMatchObject({
        statusLabel: '不符合',
        say: expect.stringContaining('研发费用（2022年）再增加1万元。主管部门：'),
      });
      const steps = answer.body['nextSteps'] as readonly Json[];
      expect(steps.find((step) => step['clause'] === 'rd-intensity')).toMatchObject({
        kind: 'fulfil',
        reach: '150000.00',
        say: expect.stringContaining('研发费用（2022年）再增加1万元'),
      });
      const more = await suppose(officer, {
        facts: { ...given, 'rd.expense@2022': '300万' },
        asOf: '2023-11-30',
      });
      expect(more.text).toContain('150000.00');
      expect(await registry.ledger()).toEqual(before);
    });

    it('an enterprise supposes of itself or of nobody', async () => {
      const own = await suppose(enterprise, { facts: given });
      expect([own.status, own.body['creditCode']]).toEqual([200, OWN_CREDIT_CODE]);
      const nobody = await suppose(enterprise, { creditCode: null, facts: given });
      expect([nobody.status, nobody.body['creditCode']]).toEqual([200, null]);
      const other = await suppose(enterprise, { creditCode: OTHER, facts: {} });
      expect(codes(other)).toEqual([403, 'not-your-enterprise']);
    });

    it.each([
      [{ 'rd.expence@2022': 1 }, 'facts.rd.expence@2022', 'unknown-fact'],
      [{ 'revenue@2022': -5 }, 'facts.revenue@2022', 'bad-value'],
      [{ revenue: 5 }, 'facts.revenue', 'bad-period'],
      [{ 研发费用: 5 }, 'facts.研发费用', 'unknown-fact'],
      [{ 'manual:core-suport': true }, 'facts.manual:core-suport', 'unknown-question'],
      [{ 'rd.intensity@2022': '3%' }, 'facts.rd.intensity@2022', 'derived-fact'],
      [{ 'sci-tech-sme': 1 }, 'facts.sci-tech-sme', 'not-a-list'],
      [{ 'sci-tech-sme': [{ x: 1 }] }, 'facts.sci-tech-sme.0.x', 'unknown-key'],
      [[1], 'facts', 'not-a-map'],
      ['x', 'facts', 'not-a-map'],
    ])('facts %j are 422', async (facts, path, code) => {
      const answer = await suppose(officer, { facts });
      expect(answer.status).toBe(422);
      expect(errors(answer)).toMatchObject([{ path, code }]);
    });
  });

  it('a run over the county moves what stands', async () => {
    const asked = await officer.post('/api/v1/eligibility-runs', { asOf: '2023-12-31' });
    expect(asked.status).toBe(202);
    const run = await finished(`/api/v1/eligibility-runs/${String(asked.body['id'])}`);
    expect(run).toMatchObject({
      ...{ status: 'completed', total: 2, done: 2, failed: 0, awardYear: 2023 },
      ...{ list: LIST, version: 1, disclaimer: '初判，不作为兑现依据' },
    });
    const path = `/api/v1/enterprises/${OWN_CREDIT_CODE}/eligibility`;
    const standing = await enterprise.get(
      `${path}?awardYear=2023&after=${String(run['position'])}`,
    );
    expect(standing.body).toMatchObject({
      creditCode: OWN_CREDIT_CODE,
      awardYear: 2023,
      version: 1,
    });
    const results = standing.body['results'] as readonly Json[];
    expect(results.map((result) => result['clause']).slice(0, 2)).toEqual([
      'htf-first',
      'htf-renewed',
    ]);
    const before = await enterprise.get(`${path}?awardYear=2023&knownAt=${String(run['knownAt'])}`);
    expect(before.body).toMatchObject({ awardYear: 2023, results: [], total: null });
    expect((await officer.get(`${path}?awardYear=abc`)).status).toBe(422);
  });

  it('jobs are the administrator’s to see, without business data', async () => {
    const jobs = await admin.get('/api/v1/jobs?status=completed&pageSize=2');
    expect(jobs.body).toMatchObject({ page: 1, pageSize: 2 });
    expect((jobs.body['items'] as readonly Json[]).length).toBe(2);
    expect(jobs.text).not.toContain(OWN_CREDIT_CODE);
    expect((await admin.get('/api/v1/jobs?status=lost')).status).toBe(422);
    expect(codes(await admin.post('/api/v1/jobs/nothing/retry'))).toEqual([404, 'job-not-found']);
    const [job] = jobs.body['items'] as readonly Json[];
    const retried = await admin.post(`/api/v1/jobs/${String(job?.['id'])}/retry`);
    expect(codes(retried)).toEqual([409, 'job-already-completed']);
    expect((await officer.get('/api/v1/jobs')).status).toBe(403);
  });

  it('a failed check is listed and can be tried anew', async () => {
    const asked = await officer.post('/api/v1/eligibility-checks', {
      creditCode: OTHER,
      list: 'not-published-yet',
    });
    const id = String(asked.body['id']);
    const check = await finished(`/api/v1/eligibility-checks/${id}`);
    expect(check).toMatchObject({ status: 'failed' });
    expect(check['reason']).toContain('not-published-yet');
    const failed = await admin.get(`/api/v1/jobs?after=${String(check['position'])}`);
    expect(failed.body['items']).toMatchObject([{ id, status: 'failed', label: '政策匹配' }]);
    const retried = await admin.post(`/api/v1/jobs/${id}/retry`);
    expect([retried.status, retried.body['retries']]).toEqual([200, 1]);
    // What was published later is not known to the question, so it fails again.
    expect(await finished(`/api/v1/eligibility-checks/${id}`)).toMatchObject({ status: 'failed' });
  });
});
