import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { OWN_CREDIT_CODE, startTestRegistry, type TestRegistry } from '../support/registry.js';

const OTHER = '91411323MAXX00023M';
const SOURCE = { title: '批准文件' };

/** A marker that stands in everything of the other enterprise, and in nothing of its own. */
const OTHER_NAME = '西峡县别家有限公司';

/** Of the endpoints whose address names no enterprise. */
const bodyFor = (path: string): object => ({
  creditCode: OTHER,
  asOf: '2023-12-31',
  ...(path.endsWith('what-if') ? { facts: {} } : {}),
});

describe('an enterprise account', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let enterprise: ApiClient;
  let after: string;
  let checkOfOther: string;

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    enterprise = await registry.as('enterprise');
    for (const [creditCode, name] of [
      [OWN_CREDIT_CODE, '西峡县自家有限公司'],
      [OTHER, OTHER_NAME],
    ]) {
      await officer.post('/api/v1/enterprises', { creditCode, name, regionCode: '411323' });
      // Two valid certificates: a finding of its own for each of the two.
      for (const serial of ['001', '002']) {
        const number = `GR202341${creditCode === OTHER ? '100' : '200'}${serial}`;
        await officer.post('/api/v1/recognitions', {
          kind: 'high-tech-firm',
          creditCode,
          number,
          attributes: { recognitionYear: 2023, issuedOn: '2023-11-22' },
          source: SOURCE,
        });
      }
    }
    const requested = await officer.post('/api/v1/eligibility-checks', {
      creditCode: OTHER,
      asOf: '2023-12-31',
    });
    expect(requested.status).toBe(202);
    checkOfOther = requested.body['id'] as string;
    after = requested.headers.get('registry-position') ?? '';
  });
  afterAll(() => registry.stop());

  it.each([
    ['enterprises', '/api/v1/enterprises', 1],
    ['recognitions', '/api/v1/recognitions?asOf=2023-12-31', 2],
    ['findings', '/api/v1/findings', 1],
    [
      'evidence',
      '/api/v1/targets/411323/2023/tally/high-tech-firms-new/evidence?asOf=2023-12-31',
      2,
    ],
  ])('finds only its own among the %s, and the officer finds both', async (_, path, own) => {
    const query = `${path}${path.includes('?') ? '&' : '?'}after=${after}`;
    const seen = await enterprise.get(query);
    expect(seen.status).toBe(200);
    expect([seen.body['total'], (seen.body['items'] as Json[]).length]).toEqual([own, own]);
    expect(seen.text).not.toContain(OTHER);
    expect(seen.text).not.toContain(OTHER_NAME);
    expect((await officer.get(query)).body['total']).toBe(2 * own);
    const csv = await enterprise.get(query, { accept: 'text/csv' });
    expect([csv.status, csv.text.includes(OTHER)]).toEqual([200, false]);
  });

  it.each([
    ['asked for by filter', `/api/v1/recognitions?creditCode=${OTHER}`],
    ['searched by name', `/api/v1/enterprises?q=${encodeURIComponent(OTHER_NAME)}`],
    ['among the findings', `/api/v1/findings?creditCode=${OTHER}`],
  ])('gets nothing of another enterprise that is %s', async (_, path) => {
    const answer = await enterprise.get(path);
    if (answer.status === 200) expect(answer.body['items']).toEqual([]);
    else expect([answer.status, answer.body['code']]).toEqual([403, 'not-your-enterprise']);
  });

  it.each([
    ['profile', 'GET', `/api/v1/enterprises/${OTHER}`],
    ['timeline', 'GET', `/api/v1/enterprises/${OTHER}/timeline`],
    ['standing verdicts', 'GET', `/api/v1/enterprises/${OTHER}/eligibility`],
    ['declared figures', 'GET', `/api/v1/enterprises/${OTHER}/declarations`],
    ['officers’ answers', 'GET', `/api/v1/enterprises/${OTHER}/manual-answers`],
    ['new declaration', 'POST', `/api/v1/enterprises/${OTHER}/declarations`],
    ['withdrawal', 'POST', `/api/v1/enterprises/${OTHER}/declarations/2022/withdrawal`],
    ['new objection', 'POST', `/api/v1/enterprises/${OTHER}/objections`],
    ['record', 'GET', '/api/v1/recognitions/high-tech-firm.GR202341100001'],
    ['new check', 'POST', '/api/v1/eligibility-checks'],
    ['what-if', 'POST', '/api/v1/eligibility/what-if'],
  ])('is refused another enterprise’s %s', async (_, method, path) => {
    const answer =
      method === 'GET'
        ? await enterprise.get(path)
        : await enterprise.post(path, path.includes(OTHER) ? {} : bodyFor(path));
    expect([answer.status, answer.body['code']]).toEqual([403, 'not-your-enterprise']);
    expect(answer.text).not.toContain(OTHER_NAME);
  });

  it('is refused the answer to another enterprise’s check', async () => {
    for (const path of ['', '/replay']) {
      const answer = await enterprise.get(`/api/v1/eligibility-checks/${checkOfOther}${path}`);
      expect([answer.status, answer.body['code']]).toEqual([403, 'not-your-enterprise']);
    }
  });

  it('sees its own profile, timeline and record', async () => {
    for (const path of [
      `/api/v1/enterprises/${OWN_CREDIT_CODE}`,
      `/api/v1/enterprises/${OWN_CREDIT_CODE}/timeline`,
      '/api/v1/recognitions/high-tech-firm.GR202341200001',
    ]) {
      const answer = await enterprise.get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.text).not.toContain(OTHER);
    }
  });
});
