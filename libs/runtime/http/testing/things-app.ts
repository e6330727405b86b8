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
import { expect } from '@jest/globals';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { AuthenticatedRequest } from '#libs/runtime/auth/authenticated-request.js';
import { Public, Roles } from '#libs/runtime/auth/roles.decorator.js';
import { HealthModule } from '#libs/runtime/health/health.module.js';
import { RegistryLogger } from '#libs/runtime/logging/registry-logger.js';
import { MetricsModule } from '#libs/runtime/metrics/metrics.module.js';
import { PositionFormat } from '../answer/position-format.js';
import { resolveAsOf } from '../as-of.js';
import { CommandAnswer, type PageOf } from '../command-answer.js';
import { Context } from '../command-context.decorator.js';
import { configureHttp, HTTP_APP_OPTIONS } from '../configure-http.js';
import { CsvList } from '../csv.js';
import { HttpModule } from '../http.module.js';
import { PagedAsKnownQuery } from '../query.dto.js';
import { Consumes } from '../request/consumes.js';
import {
  IsCalendarDate,
  IsCreditCode,
  IsRegionCode,
  IsSafeText,
  IsSource,
  IsYuan,
  SourceDto,
} from '../validators.js';

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

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown> & {
    errors: { path: string; code: string; message: string }[];
  };
}

export const THING = { creditCode: '91411323MAXX00015T', name: '甲' };

/** An application of one controller behind everything that every request goes through. */
export interface ThingsApp {
  readonly app: INestApplication;
  readonly base: string;
  /** What was logged. */
  readonly lines: string[];
  call(path: string, init?: RequestInit): Promise<Answer>;
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export async function startThingsApp(): Promise<ThingsApp> {
  const lines: string[] = [];
  const module = await Test.createTestingModule({
    imports: [HttpModule, HealthModule, MetricsModule, LedgerModule],
    controllers: [ThingsController],
    providers: [{ provide: APP_INTERCEPTOR, useClass: LetIn }],
  }).compile();
  const app = module.createNestApplication<NestExpressApplication>(HTTP_APP_OPTIONS);
  const destination = { write: (line: string) => void lines.push(line) };
  configureHttp(app, { logger: new RegistryLogger({ level: 'info', name: 'spec', destination }) });
  await app.listen(0, '127.0.0.1');
  const base = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const call = (path: string, init?: RequestInit) => ask(base + path, init);
  const post = (body: unknown, headers?: Record<string, string>) =>
    call('/api/v1/things', posting(body, headers));
  return { app, base, lines, call, post };
}

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const body = (isJson ? JSON.parse(text) : { errors: [] }) as Answer['body'];
  return { status: response.status, headers: response.headers, text, body };
}

function posting(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body:
      typeof body === 'string' || body instanceof Uint8Array
        ? (body as string)
        : JSON.stringify(body),
  };
}

/** What every error must look like. */
export function expectProblem(answer: Answer, status: number, code: string): void {
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
