import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer, ApiClient } from '../support/api-client.js';
import { startTestRegistry, type TestRegistry } from '../support/registry.js';

const HOLDER = '91411323MAXX00015T';
const REQUESTS = 1_000;
const SOURCE = { title: '测试来源' };

/** Good bodies; what is sent is one of these with something wrong in it. */
const GOOD: Readonly<Record<string, object>> = {
  'POST /api/v1/enterprises': {
    creditCode: '91411323MAXX00023M',
    name: '西峡县测试有限公司',
    regionCode: '411323',
    registeredOn: '2020-01-01',
  },
  [`POST /api/v1/enterprises/${HOLDER}/rename`]: {
    name: '新名称有限公司',
    effectiveOn: '2023-01-01',
    source: SOURCE,
  },
  [`POST /api/v1/enterprises/${HOLDER}/moves`]: {
    regionCode: '411325',
    effectiveOn: '2023-01-01',
    source: SOURCE,
  },
  'POST /api/v1/recognitions': {
    kind: 'high-tech-firm',
    creditCode: HOLDER,
    number: 'GR202341000123',
    attributes: { recognitionYear: 2023, issuedOn: '2023-11-22', first: true },
    source: SOURCE,
  },
  'POST /api/v1/recognitions?': {
    kind: 'tech-contract',
    creditCode: HOLDER,
    number: '23411323000001',
    attributes: {
      contractKind: 'development',
      title: '技术开发',
      registeredOn: '2023-06-30',
      contractValue: '5000000.00',
      technologyValue: '3000000.00',
      buyer: { name: '某公司', regionCode: '420100' },
    },
    source: SOURCE,
  },
  'POST /api/v1/recognitions/high-tech-firm.GR202341000999/corrections': {
    attributes: { recognitionYear: 2022 },
    reason: '误录',
    source: SOURCE,
  },
  'POST /api/v1/recognitions/high-tech-firm.GR202341000999/revocations': {
    effectiveOn: '2023-12-10',
    reason: '取消',
    source: SOURCE,
  },
  'POST /api/v1/figures': {
    series: 'gdp',
    regionCode: '411323',
    period: '2022',
    value: '302.30',
    unit: 'yi-yuan',
    publishedOn: '2023-06-15',
    source: SOURCE,
  },
  'PUT /api/v1/targets/411323/2023': {
    items: [{ indicator: 'county-projects', op: 'gte', value: '5', commitment: 'ensure' }],
  },
  'POST /api/v1/eligibility-checks': { creditCode: HOLDER, asOf: '2023-12-31', awardYear: 2023 },
  'POST /api/v1/eligibility/what-if': { creditCode: HOLDER, facts: {}, asOf: '2023-12-31' },
  'POST /api/v1/policy-lists': { list: 'x', version: 1, clauses: [] },
  [`POST /api/v1/enterprises/${HOLDER}/declarations`]: {
    year: 2022,
    figures: { revenue: '100000000.00', staff: 120 },
    source: SOURCE,
  },
  // Nothing is declared, so that these are refused also where what is sent is right.
  [`POST /api/v1/enterprises/${HOLDER}/declarations/2021/confirmation`]: { figures: ['staff'] },
  [`POST /api/v1/enterprises/${HOLDER}/declarations/2021/rejection`]: {
    figures: ['staff'],
    reason: '不符',
  },
  [`POST /api/v1/enterprises/${HOLDER}/declarations/2021/withdrawal`]: {
    figures: ['staff'],
    reason: '口径填错',
  },
  [`POST /api/v1/enterprises/${HOLDER}/manual-answers`]: {
    list: 'demo-policy',
    question: 'manual:core-support',
    // Both are wrong: nearly any text would do for the question and the basis.
    awardYear: '2023',
    answer: '是',
    basis: '专家评审',
  },
  [`POST /api/v1/enterprises/${HOLDER}/manual-answers/withdrawal`]: {
    list: 'demo-policy',
    question: 'manual:core-support',
    awardYear: 2023,
    reason: '重新评审',
  },
  'POST /api/v1/objections/018cc251-f400-7000-8000-000000000001/resolution': {
    outcome: 'upheld',
    reason: '已更正',
  },
};

/** Values that no field of any body accepts. */
const NONSENSE: readonly unknown[] = [
  { $ne: null },
  [[]],
  [],
  -1,
  1e308,
  '',
  ' ',
  'x'.repeat(100_000),
  '中'.repeat(20_000),
  `'; DROP TABLE es.event; --`,
  `" OR 1=1`,
  'a\u0000b',
  '\u0000',
  '\ud800',
  '\u0007\u001b[31m',
  '，。；：“”',
  '２０２３－０２－３０',
  '2023-02-30',
  '2023-13-01',
  '0000-00-00',
  '99999-01-01',
  '9.14411E+17',
  '__proto__',
  '<script>alert(1)</script>\u0000',
  null,
];
/** Fields that must not exist. */
const UNKNOWN_FIELDS: Readonly<Record<string, unknown>> = {
  isAdmin: true,
  recordedAt: '2020-01-01T00:00:00Z',
  'na\u0000me': 1,
  未知字段: '值',
  $where: '1',
};
const BAD_QUERIES: readonly string[] = [
  'page=0',
  'page=-1',
  'page=1e3',
  'page=99999999999999999999',
  'pageSize=201',
  'pageSize=x',
  'asOf=2023-02-30',
  'asOf=昨天',
  'knownAt=2999-01-01',
  'knownAt=2023-02-30',
  'knownAt=x.1',
  'knownAt=%00',
  'after=x.99999999999999999999999',
  'after=zzzzzzzz.1',
  'after=%27%3B--',
  'unknown=1',
  'asOf=2023-01-01&asOf=2023-01-02',
  'asOf[x]=1',
];
const LISTS: readonly string[] = [
  '/api/v1/enterprises',
  '/api/v1/recognitions',
  '/api/v1/findings',
  '/api/v1/targets/411323/2023/tally',
  '/api/v1/targets/411323/2023/tally/county-projects/evidence',
  '/api/v1/figures/gdp',
  '/api/v1/declarations',
  '/api/v1/manual-questions',
  '/api/v1/objections',
  `/api/v1/enterprises/${HOLDER}/declarations`,
  `/api/v1/enterprises/${HOLDER}/manual-answers`,
];
/** Parameters that some list does take are only bad in the others. */
const takes = (list: string, query: string): boolean =>
  !/^(page|pageSize|asOf|knownAt|after|unknown)/.test(query) ||
  (list.endsWith('/tally') && query.startsWith('page'));

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Paths to every leaf and branch of a body. */
function fieldsOf(value: unknown, prefix: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...prefix, key],
    ...fieldsOf(inner, [...prefix, key]),
  ]);
}

function withValue(body: object, path: readonly string[], value: unknown): object {
  const copy = structuredClone(body) as Record<string, unknown>;
  let target = copy;
  for (const key of path.slice(0, -1)) target = target[key] as Record<string, unknown>;
  target[path.at(-1) as string] = value;
  return copy;
}

/** Where free text is wanted, a text that is merely odd is not wrong. */
const isFreeText = (path: readonly string[]): boolean =>
  /^(name|title|reason|documentNumber|batch|url|note)$/.test(path.at(-1) ?? '');
const isOddText = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && value.length < 50 && !/\p{C}/u.test(value);
const OPTIONAL = /^(registeredOn|asOf|awardYear|first|batch|items|facts|recognitionYear|0)$/;

const wrongField: fc.Arbitrary<Sent> = fc
  .constantFrom(...Object.entries(GOOD))
  .chain(([endpoint, body]) =>
    fc
      .tuple(fc.constantFrom(...fieldsOf(body)), fc.constantFrom(...NONSENSE))
      .filter(([path, value]) => !(isFreeText(path) && isOddText(value)))
      .filter(([path, value]) => !(OPTIONAL.test(path.at(-1) ?? '') && value === null))
      .filter(([path, value]) => !(Array.isArray(value) && OPTIONAL.test(path.at(-1) ?? '')))
      .filter(([path]) => path.join('.') !== 'facts')
      .map(([path, value]) => sent(endpoint, withValue(body, path, value))),
  );
const unknownField: fc.Arbitrary<Sent> = fc
  .tuple(fc.constantFrom(...Object.entries(GOOD)), fc.constantFrom(...Object.keys(UNKNOWN_FIELDS)))
  .map(([[endpoint, body], field]) => sent(endpoint, { ...body, [field]: UNKNOWN_FIELDS[field] }));
const notAnObject: fc.Arbitrary<Sent> = fc
  .tuple(
    fc.constantFrom(...Object.keys(GOOD)),
    fc.constantFrom('[]', '1', '"x"', 'null', 'true', '[{}]'),
  )
  .map(([endpoint, body]) => ({ ...sent(endpoint, {}), body }));
const notJson: fc.Arbitrary<Sent> = fc
  .tuple(
    fc.constantFrom(...Object.keys(GOOD)),
    fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('{', '{"a":', "{'a':1}", '{"a":1}}', '{"a":NaN}', '\ufeff{'),
    ),
  )
  .filter(([, text]) => text.trim() !== '' && !isJson(text))
  .map(([endpoint, body]) => ({ ...sent(endpoint, {}), body }));
const notEvenJsonType: fc.Arbitrary<Sent> = fc
  .tuple(
    fc.constantFrom(...Object.entries(GOOD)),
    fc.constantFrom('text/plain', 'application/xml', 'image/png'),
  )
  .filter(([[endpoint]]) => !endpoint.includes('policy-lists'))
  .map(([[endpoint, body], type]) => ({
    ...sent(endpoint, body),
    headers: { 'content-type': type },
  }));
const badQuery: fc.Arbitrary<Sent> = fc
  .tuple(fc.constantFrom(...LISTS), fc.constantFrom(...BAD_QUERIES))
  .filter(([list, query]) => !takes(list, query))
  .map(([list, query]) => ({ method: 'GET', path: `${list}?${query}` }));
const badHeader: fc.Arbitrary<Sent> = fc
  .constantFrom<Record<string, string>>(
    { 'if-match': 'x' },
    { 'if-match': '"99999999999999999999999"' },
    { 'idempotency-key': 'k'.repeat(201) },
    { 'idempotency-key': ' ' },
  )
  .map((headers) => ({
    ...sent('POST /api/v1/recognitions/high-tech-firm.GR202341000999/withdrawals', {
      reason: '误录',
    }),
    headers: { ...JSON_TYPE, ...headers },
  }));
const badPath: fc.Arbitrary<Sent> = fc
  .constantFrom(
    '/api/v1/recognitions/%00',
    '/api/v1/recognitions/%E0%A4%A',
    '/api/v1/recognitions/..%2f..%2fetc',
    '/api/v1/enterprises/ABC',
    `/api/v1/enterprises/${'9'.repeat(5_000)}`,
    '/api/v1/targets/411323/20x3/tally',
    '/api/v1/targets/41132/2023/tally',
    '/api/v1/targets/411323/2023/tally/no-such-indicator/evidence',
    '/api/v1/figures/no-such-series',
    '/api/v1/eligibility-checks/not-a-uuid',
    '/api/v1/no-such-thing',
  )
  .map((path) => ({ method: 'GET', path }));
const huge: fc.Arbitrary<Sent> = fc
  .constantFrom(...Object.keys(GOOD))
  .map((endpoint) => ({ ...sent(endpoint, {}), body: `{"name":"${'x'.repeat(10_000_000)}"}` }));

const badRequest: fc.Arbitrary<Sent> = fc.oneof(
  { weight: 60, arbitrary: wrongField },
  { weight: 8, arbitrary: unknownField },
  { weight: 6, arbitrary: notAnObject },
  { weight: 6, arbitrary: notJson },
  { weight: 4, arbitrary: notEvenJsonType },
  { weight: 12, arbitrary: badQuery },
  { weight: 4, arbitrary: badHeader },
  { weight: 4, arbitrary: badPath },
  { weight: 1, arbitrary: huge },
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function sent(endpoint: string, body: object): Sent {
  const [method = '', path = ''] = endpoint.split(' ');
  return { method, path: path.replace(/\?$/, ''), body: JSON.stringify(body), headers: JSON_TYPE };
}

describe('bad requests', () => {
  let registry: TestRegistry;
  let officer: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    const registered = await officer.post('/api/v1/enterprises', {
      creditCode: HOLDER,
      name: '西峡县测试新材料有限公司',
      regionCode: '411323',
    });
    const recorded = await officer.post('/api/v1/recognitions', {
      ...GOOD['POST /api/v1/recognitions'],
      number: 'GR202341000999',
    });
    expect([registered.status, recorded.status]).toEqual([201, 201]);
  });
  afterAll(() => registry.stop());

  it(`${REQUESTS} generated ones are all answered with a 4xx problem, and the ledger does not change`, async () => {
    const before = await registry.ledger();
    const property = fc.asyncProperty(badRequest, async (request) => {
      const answer: Answer = await officer.send(
        request.method,
        request.path,
        request.body,
        request.headers,
      );
      const shown = `${request.method} ${request.path.slice(0, 200)} ${request.body?.slice(0, 300)} → ${answer.status} ${answer.text.slice(0, 500)}`;
      if (answer.status < 400 || answer.status >= 500) throw new Error(shown);
      if (!answer.headers.get('content-type')?.startsWith('application/problem+json')) {
        throw new Error(`not a problem: ${shown}`);
      }
      if (/\bat .*\.(js|ts):\d+|node_modules/.test(answer.text)) throw new Error(`stack: ${shown}`);
      if (typeof answer.body['code'] !== 'string') throw new Error(`no code: ${shown}`);
    });
    await fc.assert(property, { numRuns: REQUESTS });
    expect(await registry.ledger()).toEqual(before);
  }, 180_000);

  it('every wrong field is named with its path, a code and a Chinese sentence', async () => {
    const answer = await officer.post('/api/v1/recognitions', {
      kind: 'high-tech-firm',
      creditCode: '91411323MAXX00015X',
      number: 'GR2023',
      attributes: { recognitionYear: 2023, issuedOn: '2023-02-30', colour: 'red' },
      source: {},
    });
    expect(answer.status).toBe(422);
    const errors = answer.body['errors'] as readonly Record<string, string>[];
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) {
      expect(error['path']).toMatch(/\w/);
      expect(error['code']).toMatch(/^[a-z0-9-]+$/);
      expect(error['message']).toMatch(/\p{Script=Han}/u);
    }
  });
});
