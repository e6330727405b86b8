import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import {
  Body,
  Controller,
  Get,
  Global,
  HttpCode,
  Module,
  Param,
  Post,
  Query,
  type INestApplication,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiOperation } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { AuthenticatedRequest } from '#libs/runtime/auth/authenticated-request.js';
import { Public, Roles } from '#libs/runtime/auth/roles.decorator.js';
import { HealthModule } from '#libs/runtime/health/health.module.js';
import { ReadinessRegistry } from '#libs/runtime/health/readiness-registry.js';
import { RegistryLogger } from '#libs/runtime/logging/registry-logger.js';
import { MetricsModule } from '#libs/runtime/metrics/metrics.module.js';
import { PositionFormat } from './answer/position-format.js';
import { resolveAsOf } from './as-of.js';
import { CommandAnswer, type PageOf } from './command-answer.js';
import { Context } from './command-context.decorator.js';
import { configureHttp, HTTP_APP_OPTIONS } from './configure-http.js';
import { CsvList } from './csv.js';
import { HttpModule } from './http.module.js';
import { PagedAsKnownQuery } from './query.dto.js';
import { Consumes } from './request/consumes.js';
import {
  IsCalendarDate,
  IsCreditCode,
  IsRegionCode,
  IsSafeText,
  IsSource,
  IsYuan,
  SourceDto,
} from './validators.js';

class PartyDto {
  @IsSafeText({ max: 20 })
  name: string;

  @IsRegionCode({ optional: true })
  regionCode?: string;
}

class ThingDto {
  @IsCreditCode({ description: '统一社会信用代码' })
  creditCode: string;

  @IsSafeText({ max: 10, description: '名称' })
  name: string;

  @IsCalendarDate({ optional: true, description: '发证日' })
  issuedOn?: string;

  @IsYuan({ optional: true, description: '金额' })
  amount?: string;

  @IsOptional()
  @IsIn(['a', 'b'])
  kind?: string;

  @IsOptional()
  @IsBoolean()
  first?: boolean;

  @IsOptional()
  @IsObject()
  attributes?: Record<string, unknown>;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PartyDto)
  parties?: PartyDto[];

  @IsSource({ optional: true })
  source?: SourceDto;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly amount: bigint;
}

@Controller('api/v1/things')
class ThingsController {
  @Post()
  @Roles('officer')
  @ApiOperation({ summary: 'make a thing' })
  create(@Body() body: ThingDto, @Context() context: CommandContext): CommandAnswer<object> {
    return new CommandAnswer({ body, context }, { status: 201, position: 42n, revision: 3n });
  }

  @Post('yaml')
  @Roles('officer')
  @HttpCode(200)
  @Consumes('application/json', 'application/yaml')
  list(@Body() body: unknown): object {
    return { type: typeof body, body };
  }

  @Get()
  @Roles('officer')
  @CsvList<Row>('事物列表', [
    { key: 'id', header: '编号' },
    { key: 'name', header: '名称' },
    { key: 'amount', header: '金额', value: (row) => `${row.amount}` },
  ])
  page(@Query() query: PagedAsKnownQuery): PageOf<Row> & { query: object } {
    const items = [
      { id: '1', name: '=HYPERLINK("http://x")', amount: -5n },
      { id: '2', name: '甲, "乙"\n丙', amount: 7n },
    ];
    return { items, total: 7, page: query.page, pageSize: query.pageSize, query };
  }

  @Get('as-of')
  @Roles('officer')
  asOf(@Query() query: PagedAsKnownQuery): object {
    return { asOf: resolveAsOf(query.asOf, '2023-12-31T16:30:00Z') };
  }

  @Get('boom')
  @Public()
  boom(): never {
    throw new Error('the secret plan in /srv/secret.txt');
  }

  @Get('away')
  @Public()
  away(): never {
    throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  }

  @Get('refused/:kind')
  @Public()
  refused(@Param('kind') kind: string): never {
    throw new RefusalError(
      new Refusal(
        kind as 'conflict',
        'some-code',
        '说明',
        [{ path: 'a', code: 'b', message: 'c' }],
        {
          hint: 1,
          status: 1,
        },
      ),
    );
  }

  @Get(':id')
  @Public()
  one(@Param('id') id: string): object {
    return { id };
  }
}

@Global()
@Module({
  providers: [
    { provide: PositionFormat, useValue: { format: (position: bigint) => `ledger.${position}` } },
  ],
  exports: [PositionFormat],
})
class LedgerModule {}

class LetIn {
  intercept(
    context: { switchToHttp(): { getRequest(): AuthenticatedRequest } },
    next: { handle(): never },
  ): never {
    const request = context.switchToHttp().getRequest();
    request.actor ??= { id: String(request.headers['x-actor'] ?? 'account-1'), role: 'officer' };
    return next.handle();
  }
}

let app: INestApplication;
let base: string;
let lines: string[];

beforeAll(async () => {
  lines = [];
  const module = await Test.createTestingModule({
    imports: [HttpModule, HealthModule, MetricsModule, LedgerModule],
    controllers: [ThingsController],
    providers: [{ provide: APP_INTERCEPTOR, useClass: LetIn }],
  }).compile();
  const nest = module.createNestApplication<NestExpressApplication>(HTTP_APP_OPTIONS);
  const destination = { write: (line: string) => void lines.push(line) };
  configureHttp(nest, { logger: new RegistryLogger({ level: 'info', name: 'spec', destination }) });
  await nest.listen(0, '127.0.0.1');
  app = nest;
  base = `http://127.0.0.1:${(nest.getHttpServer().address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown> & {
    errors: { path: string; code: string; message: string }[];
  };
}

async function call(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(base + path, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const body = (isJson ? JSON.parse(text) : { errors: [] }) as Answer['body'];
  return { status: response.status, headers: response.headers, text, body };
}

function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return call('/api/v1/things', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body:
      typeof body === 'string' || body instanceof Uint8Array
        ? (body as string)
        : JSON.stringify(body),
  });
}

/** What every error must look like. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({
    type: `urn:innovation-registry:problem:${code}`,
    title: expect.stringMatching(/\p{Script=Han}/u),
    status,
    detail: expect.stringMatching(/\p{Script=Han}/u),
    errors: expect.any(Array),
    requestId: answer.headers.get('x-request-id'),
  });
}

const THING = { creditCode: '91411323MAXX00015T', name: '甲' };

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
    const logged = lines.filter((line) => line.includes('find-me'));
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
      const socket = connect(Number(new URL(base).port), '127.0.0.1', () =>
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
      await fetch(`${base}/api/v1/things`, { headers: { accept: 'text/csv' } })
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

describe('the API page', () => {
  it('works under its own content security policy: no inline scripts', async () => {
    const page = await call('/api/docs');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<script(?![^>]*src=)[^>]*>/);
    const sources = [...page.text.matchAll(/<script src="([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(sources).not.toHaveLength(0);
    for (const source of sources) {
      const script = await fetch(new URL(source, `${base}/api/docs`));
      expect([source, script.status]).toEqual([source, 200]);
      await script.arrayBuffer();
    }
  });

  it('describes problems, roles and the headers of commands on every operation', async () => {
    const { body } = await call('/api/openapi.json');
    const document = body as unknown as {
      paths: Record<
        string,
        Record<
          string,
          {
            responses: object;
            security?: object[];
            description?: string;
            parameters?: { name: string }[];
          }
        >
      >;
      components: {
        schemas: Record<string, { properties: Record<string, object>; required?: string[] }>;
      };
    };
    const create = document.paths['/api/v1/things']?.['post'];
    expect(Object.keys(create?.responses ?? {})).toEqual(
      expect.arrayContaining(['400', '401', '403', '409', '412', '413', '415', '422', '503']),
    );
    expect(create?.description).toContain('科技局经办');
    expect(create?.parameters?.map((each) => each.name)).toEqual(
      expect.arrayContaining(['Idempotency-Key', 'If-Match']),
    );
    expect(document.paths['/api/v1/things/boom']?.['get']?.security).toEqual([]);
    expect(document.components.schemas['ThingDto']?.required).toEqual(['creditCode', 'name']);
    expect(document.components.schemas['ThingDto']?.properties['issuedOn']).toMatchObject({
      type: 'string',
      format: 'date',
      description: '发证日',
    });
    expect(document.components.schemas['ThingDto']?.properties['amount']).toEqual({
      oneOf: [{ type: 'string' }, { type: 'number' }],
      example: '5000000.00',
      description: '金额',
    });
    const parameters = document.paths['/api/v1/things']?.['get']?.parameters?.map(
      (each) => each.name,
    );
    expect(parameters?.sort()).toEqual(['after', 'asOf', 'knownAt', 'page', 'pageSize']);
  });
});

describe('health', () => {
  it('is live at once, and ready when every part is', async () => {
    expect((await call('/health/live')).body).toEqual({ status: 'live' });
    const parts = { ready: false };
    app.get(ReadinessRegistry).register({
      name: 'projections',
      check: () => Promise.resolve({ ready: parts.ready, detail: '正在追赶' }),
    });
    const before = await call('/health/ready');
    expect(before.status).toBe(503);
    expect(before.body).toEqual({
      status: 'not-ready',
      parts: [{ name: 'projections', ready: false, detail: '正在追赶' }],
    });
    parts.ready = true;
    expect((await call('/health/ready')).status).toBe(200);
  });
});

describe('metrics', () => {
  it('are open to this machine and count requests by route pattern', async () => {
    await call('/api/v1/things/some-id');
    const answer = await call('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/things\/:id",status="200"\} \d/,
    );
    expect(answer.text).toContain('process_cpu_seconds_total');
    expect(answer.text).not.toContain('some-id');
  });

  it('are closed to others, also behind a proxy on this machine', async () => {
    const answer = await call('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expectProblem(answer, 401, 'unauthenticated');
  });
});

describe('the log of requests', () => {
  it('has id, method, route, status, duration and actor, and nothing that was sent', async () => {
    lines.length = 0;
    await post(
      { ...THING, name: '张三' },
      { 'x-request-id': 'log-1', authorization: 'Bearer s3cret' },
    );
    await call('/api/v1/things/secret-id?after=13800000000', {
      headers: { 'x-request-id': 'log-2' },
    });
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries.find((entry) => entry['requestId'] === 'log-1')).toEqual({
      level: 'info',
      time: expect.any(String),
      app: 'spec',
      requestId: 'log-1',
      method: 'POST',
      route: '/api/v1/things',
      status: 201,
      durationMs: expect.any(Number),
      actor: 'account-1',
      msg: 'request',
    });
    expect(entries.find((entry) => entry['requestId'] === 'log-2')).toMatchObject({
      route: '/api/v1/things/:id',
    });
    expect(lines.join()).not.toMatch(/张三|s3cret|13800000000|secret-id/);
  });
});
