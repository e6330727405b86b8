import { connect } from 'node:net';
import fc from 'fast-check';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectProblem, startThingsApp, THING, type ThingsApp } from './testing/things-app.js';

let things: ThingsApp;
beforeAll(async () => {
  things = await startThingsApp();
});
afterAll(() => things.app.close());

const call: ThingsApp['call'] = (path, init) => things.call(path, init);
const post: ThingsApp['post'] = (body, headers) => things.post(body, headers);

describe('a body that cannot be read', () => {
  it.each([
    ['cut short', '{"name":'],
    ['followed by something', '{"name":"甲"} x'],
    ['with a single quote', "{'name':1}"],
    ['that is nothing but a word', 'hello'],
  ])('%s is 400', async (_, text) => {
    expectProblem(await post(text), 400, 'malformed-json');
  });

  it('with broken UTF-8 is 400 rather than stored with replacement characters', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]);
    expectProblem(await post(bytes), 400, 'malformed-json');
  });

  it('of 10 MB is 413', async () => {
    expectProblem(await post({ ...THING, name: 'x'.repeat(10_000_000) }), 413, 'body-too-large');
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])(
    'of type %s is 415',
    async (type) => {
      expectProblem(await post('x', { 'content-type': type }), 415, 'unsupported-media-type');
    },
  );

  it('in another character set, or packed in a way nobody knows, is 415', async () => {
    const gbk = { 'content-type': 'application/json; charset=gbk' };
    expectProblem(await post('{}', gbk), 415, 'unsupported-media-type');
    expectProblem(await post('{}', { 'content-encoding': 'zip' }), 415, 'unsupported-media-type');
    expectProblem(await post('{}', { 'content-encoding': 'gzip' }), 400, 'malformed-request');
  });

  it('of a type that the route does not take is 415, one that it takes is not', async () => {
    const yaml = { method: 'POST', headers: { 'content-type': 'text/yaml' }, body: 'a: 1' };
    expectProblem(await call('/api/v1/things', yaml), 415, 'unsupported-media-type');
    expect((await call('/api/v1/things/yaml', yaml)).body).toEqual({
      type: 'string',
      body: 'a: 1',
    });
  });

  it('that is no object is 422', async () => {
    for (const text of ['[]', '"x"', '1', 'null', 'true']) {
      const answer = await post(text);
      expect(answer.status).toBe(422);
    }
    const answer = await post([1]);
    expectProblem(answer, 422, 'validation-failed');
    expect(answer.body.errors).toMatchObject([{ path: '', code: 'not-an-object' }]);
  });
});

describe('a body that is not acceptable', () => {
  it('names every field that is missing', async () => {
    const answer = await post({});
    expectProblem(answer, 422, 'validation-failed');
    expect(answer.body.errors.map((each) => [each.path, each.code])).toEqual([
      ['creditCode', 'required'],
      ['name', 'required'],
    ]);
  });

  it.each([
    ['an unknown field', { colour: 1 }, 'colour', 'unknown-field'],
    ['a number for text', { name: 5 }, 'name', 'not-text'],
    ['blank text', { name: ' ' }, 'name', 'required'],
    ['text that is too long', { name: '一二三四五六七八九十百' }, 'name', 'too-long'],
    ['a control character', { name: 'a\u0007b' }, 'name', 'unsafe-character'],
    ['a day that does not exist', { issuedOn: '2023-02-30' }, 'issuedOn', 'not-a-date'],
    ['three decimals of a yuan', { amount: '1.234' }, 'amount', 'not-an-amount'],
    ['a negative amount', { amount: '-1' }, 'amount', 'not-an-amount'],
    ['a value that is not in the list', { kind: 'c' }, 'kind', 'not-allowed'],
    ['text for yes or no', { first: 'true' }, 'first', 'not-a-boolean'],
    ['text for a nested object', { source: 'x' }, 'source', 'not-an-object'],
    ['a nested field that is missing', { source: {} }, 'source.title', 'required'],
    ['a nested unknown field', { source: { title: 'x', page: 1 } }, 'source.page', 'unknown-field'],
    [
      'an element of a list',
      { parties: [{ name: '甲' }, { name: 1 }] },
      'parties.1.name',
      'not-text',
    ],
    [
      'a region that is none',
      { parties: [{ name: 'x', regionCode: '9' }] },
      'parties.0.regionCode',
      'not-a-region',
    ],
  ])('names the place and a stable code of %s', async (_, change, path, code) => {
    const answer = await post({ ...THING, ...change });
    expectProblem(answer, 422, 'validation-failed');
    expect(answer.body.errors.map((each) => [each.path, each.code])).toEqual([[path, code]]);
    expect(answer.body.errors[0]?.message).toMatch(/\p{Script=Han}/u);
  });

  it('tells an officer in Chinese what would be accepted', async () => {
    const { body } = await post({
      name: 5,
      issuedOn: '2023-02-30',
      kind: 'c',
      first: 1,
      parties: {},
    });
    expect(body.errors.map((each) => each.message)).toEqual([
      '缺少统一社会信用代码，请按营业执照（或法人证书）填写18位统一社会信用代码',
      '名称应为文本（加引号）',
      '发证日应为真实存在的日期，写作 2023-06-15（年-月-日）',
      'kind 应为以下之一：a、b',
      'first 应为 true（是）或 false（否）',
      'parties 应为列表 […]',
    ]);
  });

  it('says which fields there are when one is unknown, and which values when one is not in the list', async () => {
    const { body } = await post({ ...THING, colour: 1, kind: 'c' });
    expect(body.errors.map((each) => each.message).join()).toMatch(
      /可填：.*creditCode.*a、b|a、b.*可填：.*creditCode/s,
    );
  });

  it('puts a credit code right that was typed full-width or in lower case', async () => {
    const { body } = await post({ ...THING, creditCode: '９１４１１３２３maxx00015t' });
    expect(body['body']).toMatchObject({ creditCode: '91411323MAXX00015T' });
  });

  it.each([
    ['U+0000 in a text', '{"creditCode":"x","name":"a\\u0000b"}', 'name'],
    ['half a surrogate pair', '{"name":"a\\ud83d"}', 'name'],
    ['U+0000 deep inside', '{"attributes":{"a":[{"b":"\\u0000"}]}}', 'attributes.a.0.b'],
    ['U+0000 in a name', '{"attributes":{"a\\u0000":1}}', 'attributes.a'],
  ])('refuses %s, which cannot be stored', async (_, text, path) => {
    const answer = await post(text);
    expectProblem(answer, 422, 'validation-failed');
    expect(answer.body.errors).toContainEqual(
      expect.objectContaining({ path, code: 'unsafe-character' }),
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'refuses a field called %s wherever it is',
    async (name) => {
      for (const text of [
        `{"${name}":{"polluted":1}}`,
        `{"attributes":{"${name}":{"polluted":1}}}`,
      ]) {
        const answer = await post(text);
        expectProblem(answer, 422, 'validation-failed');
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it('refuses nesting without end', async () => {
    const deep = `{"attributes":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const answer = await post(deep);
    expectProblem(answer, 422, 'validation-failed');
    expect(answer.body.errors[0]?.code).toBe('too-deep');
  });

  it('is never a 5xx, whatever JSON it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 4 }), async (text) => {
        const answer = await post(text);
        expect([201, 422]).toContain(answer.status);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an address', () => {
  it('that leads nowhere is 404', async () => {
    expectProblem(await call('/api/v1/nothing/here'), 404, 'not-found');
  });

  it('that exists with other methods is 405 and says with which', async () => {
    const answer = await call('/api/v1/things', { method: 'DELETE' });
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('with a broken percent-encoding is 400', async () => {
    expectProblem(await call('/api/v1/things/%E0%A4%A'), 400, 'malformed-url');
    expectProblem(await call('/api/v1/things?after=%ff'), 400, 'malformed-url');
  });

  it('with U+0000 is 422', async () => {
    expectProblem(await call('/api/v1/things/a%00b'), 422, 'validation-failed');
    expectProblem(await call('/api/v1/things?after=a%00b'), 422, 'validation-failed');
  });

  it('may be Chinese', async () => {
    expect((await call(`/api/v1/things/${encodeURIComponent('甲')}`)).body).toEqual({ id: '甲' });
  });

  it('/ leads to the API page', async () => {
    const answer = await call('/');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/api/docs']);
  });
});

describe('a query', () => {
  it('has its defaults', async () => {
    expect((await call('/api/v1/things')).body).toMatchObject({ page: 1, pageSize: 50 });
  });

  it('takes numbers in plain digits only', async () => {
    expect((await call('/api/v1/things?page=2&pageSize=200')).body).toMatchObject({
      page: 2,
      pageSize: 200,
    });
    for (const text of [
      '1e3',
      '0x10',
      '1.0',
      '+1',
      ' 1',
      '',
      '0',
      '201',
      '-1',
      '9'.repeat(30),
      'NaN',
    ]) {
      const answer = await call(`/api/v1/things?pageSize=${encodeURIComponent(text)}`);
      expectProblem(answer, 422, 'validation-failed');
      expect(answer.body.errors[0]).toMatchObject({ path: 'pageSize', code: 'not-an-integer' });
    }
  });

  it.each([
    ['colour=1', 'colour', 'unknown-field'],
    ['after=a&after=b', 'after', 'not-text'],
    ['page=1&page=2', 'page', 'not-an-integer'],
    ['asOf=2023-02-30', 'asOf', 'not-a-date'],
    ['page[a]=1', 'page[a]', 'unknown-field'],
  ])('with ?%s is 422', async (query, path, code) => {
    const answer = await call(`/api/v1/things?${query}`);
    expectProblem(answer, 422, 'validation-failed');
    expect(answer.body.errors[0]).toMatchObject({ path, code });
  });

  it('without a day asks about today in Shanghai', async () => {
    expect((await call('/api/v1/things/as-of')).body).toEqual({ asOf: '2024-01-01' });
  });
});

describe('an error', () => {
  it('nobody foresaw is 500, tells nothing of itself, and is found in the log by its id', async () => {
    const answer = await call('/api/v1/things/boom', { headers: { 'x-request-id': 'find-me' } });
    expectProblem(answer, 500, 'internal-error');
    expect(answer.text).not.toMatch(/secret|Error|at .*\.ts|node_modules/);
    expect(answer.body['detail']).toContain('find-me');
    const logged = things.lines.filter((line) => line.includes('find-me'));
    expect(logged.join()).toContain('the secret plan');
  });

  it('of a database that is away is 503 and says when to come again', async () => {
    const answer = await call('/api/v1/things/away');
    expectProblem(answer, 503, 'unavailable');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it.each([
    ['malformed', 400],
    ['forbidden', 403],
    ['not-found', 404],
    ['conflict', 409],
    ['stale', 412],
    ['unacceptable', 422],
    ['unavailable', 503],
  ])(
    'of the kind %s is %i with the code, sentence and extras of the refusal',
    async (kind, status) => {
      const answer = await call(`/api/v1/things/refused/${kind}`);
      expectProblem(answer, status, 'some-code');
      expect(answer.body).toMatchObject({ detail: '说明', hint: 1, errors: [{ path: 'a' }] });
      expect(answer.headers.has('retry-after')).toBe(status === 503);
    },
  );

  it('of what is no HTTP at all is a problem too', async () => {
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(things.base).port), '127.0.0.1', () =>
        socket.write('hello\r\n\r\n'),
      );
      let received = '';
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('close', () => {
        resolve(received);
      });
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 [\s\S]*problem\+json[\s\S]*"code":"malformed-request"/);
  });
});

describe('the context of a command', () => {
  const contextOf = async (headers: Record<string, string>, body: unknown = THING) => {
    const answer = await post(body, headers);
    return (answer.body['context'] ?? answer.body) as CommandContext;
  };

  it('has the same command id for the same key, actor, method and path', async () => {
    const first = await contextOf({ 'idempotency-key': 'k1' });
    expect(first).toMatchObject({ idempotent: true, source: 'http', actor: { id: 'account-1' } });
    expect((await contextOf({ 'idempotency-key': 'k1' })).commandId).toBe(first.commandId);
    expect((await contextOf({ 'idempotency-key': 'k2' })).commandId).not.toBe(first.commandId);
    const other = await contextOf({ 'idempotency-key': 'k1', 'x-actor': 'account-2' });
    expect(other.commandId).not.toBe(first.commandId);
  });

  it('has a new command id without a key', async () => {
    const [one, two] = [await contextOf({}), await contextOf({})];
    expect(one.idempotent).toBe(false);
    expect(one.commandId).not.toBe(two.commandId);
  });

  it('has one body hash for bodies that mean the same, another for another', async () => {
    const one = await contextOf({}, THING);
    const same = await contextOf({}, `{ "name": "甲", "creditCode": "${THING.creditCode}" }`);
    const other = await contextOf({}, { ...THING, name: '乙' });
    expect(same.bodyHash).toBe(one.bodyHash);
    expect(other.bodyHash).not.toBe(one.bodyHash);
  });

  it.each(['a b', 'x'.repeat(201), 'caf\u00e9', ''])('refuses the key %j with 400', async (key) => {
    expectProblem(await post(THING, { 'idempotency-key': key }), 400, 'malformed-idempotency-key');
  });

  it('reads the revision out of If-Match', async () => {
    expect(await contextOf({ 'if-match': '"7"' })).toMatchObject({ ifRevision: '7' });
    expect(await contextOf({ 'if-match': '*' })).not.toHaveProperty('ifRevision');
  });

  it.each(['7', 'W/"7"', '"x"', '"7", "8"', '"07"', `"${'9'.repeat(30)}"`])(
    'refuses If-Match %s with 400',
    async (tag) => {
      expectProblem(await post(THING, { 'if-match': tag }), 400, 'malformed-if-match');
    },
  );

  it('takes over a sane request id and replaces any other', async () => {
    expect(await contextOf({ 'x-request-id': 'abc-1' })).toMatchObject({ correlationId: 'abc-1' });
    for (const id of ['a b', 'x'.repeat(65), '{"a":1}']) {
      const answer = await post(THING, { 'x-request-id': id });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('an answer', () => {
  it('of a command has its status, position and revision', async () => {
    const answer = await post(THING);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('registry-position')).toBe('ledger.42');
    expect(answer.headers.get('etag')).toBe('"3"');
  });

  it('of a list is CSV when that is asked for, safe against formulas', async () => {
    const answer = await call('/api/v1/things', { headers: { accept: 'text/csv' } });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('事物列表')}.csv`,
    );
    expect(answer.headers.get('x-total-count')).toBe('7');
    const bytes = await (
      await fetch(`${things.base}/api/v1/things`, { headers: { accept: 'text/csv' } })
    ).arrayBuffer();
    expect(Buffer.from(bytes).toString('utf8')).toBe(
      '\ufeff编号,名称,金额\r\n1,"\'=HYPERLINK(""http://x"")",-5\r\n2,"甲, ""乙""\n丙",7\r\n',
    );
  });

  it('of a list is JSON for everybody else, and an error is a problem for those who want CSV', async () => {
    for (const accept of [
      '*/*',
      'application/json',
      'text/html',
      'text/csv;q=0.1, application/json',
    ]) {
      const answer = await call('/api/v1/things', { headers: { accept } });
      expect(answer.body).toMatchObject({ total: 7 });
    }
    const wrong = await call('/api/v1/things?page=x', { headers: { accept: 'text/csv' } });
    expectProblem(wrong, 422, 'validation-failed');
  });

  it('has headers that keep a browser in check and business data out of caches', async () => {
    const { headers } = await call('/api/v1/things');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('etag')).toBe(false);
  });
});
