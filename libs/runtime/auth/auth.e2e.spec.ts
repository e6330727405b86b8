import {
  Body,
  Controller,
  Get,
  Global,
  type INestApplication,
  Module,
  Param,
  Patch,
  Post,
} from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type Actor, type Role, ROLES } from '#libs/kernel/actor.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { PositionFormat } from '#libs/runtime/http/answer/position-format.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { configureHttp, HTTP_APP_OPTIONS } from '#libs/runtime/http/configure-http.js';
import { HttpModule } from '#libs/runtime/http/http.module.js';
import { IsSafeText } from '#libs/runtime/http/validators.js';
import { RegistryLogger } from '#libs/runtime/logging/registry-logger.js';
import { auditedCommand } from './audited-command.js';
import { AuthModule } from './auth.module.js';
import { type AuditedCommand, CommandAudit } from './command-audit.js';
import { CurrentActor } from './current-actor.decorator.js';
import { requireOwn, visibleCreditCode } from './own-enterprise.js';
import { InitialPasswordSuffices, Public, Roles, SignedIn } from './roles.decorator.js';
import { type Session, SessionReader } from './session-reader.js';

const CODE = '91411323MAXX00015T';
const OTHER_CODE = '91411323MAXX00023M';

class NoteDto {
  @IsSafeText({ max: 10 })
  text: string;
}

@Controller('api/v1/things')
class ThingsController {
  @Get('undecorated')
  undecorated(): string {
    return 'should never be seen';
  }

  @Post('undecorated')
  undecoratedCommand(): string {
    return 'should never be done';
  }

  @Get('public')
  @Public()
  public(): object {
    return { open: true };
  }

  @Get('mine')
  @SignedIn()
  mine(@CurrentActor() actor: Actor): object {
    return { actor, visible: visibleCreditCode(actor) ?? 'all' };
  }

  @Get('enterprises/:creditCode')
  @Roles('officer', 'enterprise')
  enterprise(@CurrentActor() actor: Actor, @Param('creditCode') creditCode: string): object {
    requireOwn(actor, creditCode);
    return { creditCode };
  }

  @Post()
  @Roles('officer')
  create(@Body() body: NoteDto): CommandAnswer<object> {
    return new CommandAnswer({ id: 'thing.7', text: body.text }, { status: 201, position: 7n });
  }

  @Post(':id/corrections')
  @Roles('officer', 'statistician')
  correct(@Param('id') id: string): CommandAnswer<object> {
    if (id === 'revoked') {
      throw new RefusalError(Refusal.conflict('already-revoked', '已取消'));
    }
    if (id === 'broken') throw new Error('a secret detail');
    return new CommandAnswer({ id }, { status: 200 });
  }
}

@Controller('api/v1/closed')
@Roles('auditor')
class ClosedController {
  @Get()
  list(): object {
    return {};
  }

  @Patch('own')
  @SignedIn()
  @InitialPasswordSuffices()
  own(): object {
    return {};
  }
}

@Controller('api/v1/mixed')
@Public()
class MixedController {
  @Get()
  @Roles('auditor')
  narrowed(): object {
    return {};
  }
}

const TOKENS: Record<string, Session> = Object.fromEntries([
  ...ROLES.map((role): [string, Session] => [
    `token-${role}`,
    {
      accountId: role,
      actor: { id: role, role, ...(role === 'enterprise' ? { creditCode: CODE } : {}) },
    },
  ]),
  [
    'token-fresh',
    { accountId: 'fresh', actor: { id: 'fresh', role: 'officer' }, passwordChangeRequired: true },
  ],
  ['token-codeless', { accountId: 'x', actor: { id: 'x', role: 'enterprise' } }],
  ['token-system', { accountId: 'system', actor: { id: 'system', role: 'system' } }],
]);

const audited: AuditedCommand[] = [];

@Global()
@Module({
  providers: [
    {
      provide: SessionReader,
      useValue: { find: (token: string) => Promise.resolve(TOKENS[token]) },
    },
    {
      provide: CommandAudit,
      useValue: {
        record: async (command: AuditedCommand) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          audited.push(command);
        },
      },
    },
    { provide: PositionFormat, useValue: { format: String } },
  ],
  exports: [SessionReader, CommandAudit, PositionFormat],
})
class FakeAccountsModule {}

let app: INestApplication;
let log: string[];
let http: ReturnType<typeof request>;

beforeAll(async () => {
  log = [];
  const module = await Test.createTestingModule({
    imports: [AuthModule, HttpModule, FakeAccountsModule],
    controllers: [ThingsController, ClosedController, MixedController],
  }).compile();
  const nest = module.createNestApplication<NestExpressApplication>(HTTP_APP_OPTIONS);
  const destination = { write: (line: string) => void log.push(line) };
  configureHttp(nest, { logger: new RegistryLogger({ level: 'info', name: 'spec', destination }) });
  nest.set('trust proxy', true);
  await nest.init();
  app = nest;
  http = request(nest.getHttpServer());
});
afterAll(async () => {
  await app.close();
});
beforeEach(() => {
  audited.length = 0;
});

function as(role: string, path: string, method: 'get' | 'post' | 'patch' = 'get'): request.Test {
  return http[method](`/api/v1/${path}`).set('Authorization', `Bearer token-${role}`);
}

describe('a request without a session', () => {
  it.each([
    ['no header', undefined, 'Bearer'],
    ['an unknown token', 'Bearer nobody', 'Bearer error="invalid_token"'],
    ['another scheme', 'Basic b2ZmaWNlcjpkZW1v', 'Bearer error="invalid_token"'],
    ['a token of no shape', 'Bearer a b', 'Bearer error="invalid_token"'],
    ['an endless token', `Bearer ${'x'.repeat(5000)}`, 'Bearer error="invalid_token"'],
    ['an empty token', 'Bearer ', 'Bearer error="invalid_token"'],
  ])('with %s is 401 and says how to sign in', async (_name, header, challenge) => {
    const call = http.get('/api/v1/things/mine');
    if (header !== undefined) void call.set('Authorization', header);
    const answer = await call;
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(challenge);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect((answer.body as { detail: string }).detail).toMatch(/登录/);
  });

  it('takes the scheme in any case, as RFC 7235 wants', async () => {
    const answer = await http
      .get('/api/v1/things/mine')
      .set('Authorization', 'bearer token-officer');
    expect(answer.status).toBe(200);
  });

  it('reaches a public route, and a public class does not open a narrower method', async () => {
    expect((await http.get('/api/v1/things/public')).status).toBe(200);
    expect((await http.get('/api/v1/mixed')).status).toBe(401);
    expect((await as('officer', 'mixed')).status).toBe(403);
    expect((await as('auditor', 'mixed')).status).toBe(200);
  });

  it('is not told whether an undecorated route exists for others', async () => {
    expect((await http.get('/api/v1/things/undecorated')).status).toBe(401);
  });
});

describe('default deny', () => {
  it.each(ROLES)('closes a route that says nothing to %s', async (role) => {
    const read = await as(role, 'things/undecorated');
    expect(read.status).toBe(403);
    expect(read.body).toMatchObject({ code: 'forbidden', requiredRoles: [] });
    expect((await as(role, 'things/undecorated', 'post')).status).toBe(403);
  });

  it('gives the registry itself no way in over HTTP', async () => {
    expect((await as('system', 'things/mine')).status).toBe(403);
  });
});

describe('roles', () => {
  const table: [path: string, allowed: Role[]][] = [
    ['things/mine', [...ROLES]],
    [`things/enterprises/${CODE}`, ['officer', 'enterprise']],
    ['closed', ['auditor']],
  ];
  it.each(table.flatMap(([path, allowed]) => ROLES.map((role) => ({ path, role, allowed }))))(
    '$path as $role',
    async ({ path, role, allowed }) => {
      expect((await as(role, path)).status).toBe(allowed.includes(role) ? 200 : 403);
    },
  );

  it('are named in Chinese when they are missing', async () => {
    const answer = await as('auditor', `things/enterprises/${CODE}`);
    expect(answer.body).toMatchObject({
      code: 'forbidden',
      detail: '此操作需要“科技局经办”或“企业”角色，当前账号的角色是“审计管理员”',
      requiredRoles: ['officer', 'enterprise'],
    });
  });

  it('of a method replace those of its class', async () => {
    expect((await as('officer', 'closed/own', 'patch')).status).toBe(200);
  });
});

describe('an enterprise account', () => {
  it('sees its own record and nobody else’s', async () => {
    expect((await as('enterprise', `things/enterprises/${CODE}`)).status).toBe(200);
    const other = await as('enterprise', `things/enterprises/${OTHER_CODE}`);
    expect(other.status).toBe(403);
    expect(other.body).toMatchObject({ code: 'not-your-enterprise' });
    expect((await as('officer', `things/enterprises/${OTHER_CODE}`)).status).toBe(200);
  });

  it('narrows lists to its own code', async () => {
    expect((await as('enterprise', 'things/mine')).body).toMatchObject({ visible: CODE });
    expect((await as('officer', 'things/mine')).body).toMatchObject({ visible: 'all' });
  });

  it('without a code sees nothing at all', async () => {
    expect((await as('codeless', 'things/mine')).body).toMatchObject({ visible: '' });
    expect((await as('codeless', `things/enterprises/${CODE}`)).status).toBe(403);
    expect(() => {
      requireOwn({ id: 'x', role: 'enterprise' }, undefined);
    }).toThrow(RefusalError);
    expect(() => {
      requireOwn({ id: 'x', role: 'enterprise' }, '');
    }).toThrow(RefusalError);
  });
});

describe('an initial password', () => {
  it('opens only what is needed to replace it', async () => {
    const answer = await as('fresh', 'things/mine');
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'password-change-required' });
    expect((await as('fresh', 'closed/own', 'patch')).status).toBe(200);
  });
});

describe('the audit trail of commands', () => {
  it('holds one row for a command, stored before it is answered', async () => {
    const answer = await as('officer', 'things', 'post')
      .set('X-Forwarded-For', '203.0.113.9')
      .set('X-Request-Id', 'request-1')
      .send({ text: '机密内容' });
    expect(answer.status).toBe(201);
    expect(audited).toEqual([
      {
        actor: { id: 'officer', role: 'officer' },
        action: 'POST /api/v1/things',
        subject: 'id=thing.7',
        status: 201,
        requestId: 'request-1',
        address: '203.0.113.9',
      },
    ]);
    expect(JSON.stringify(audited)).not.toContain('机密');
  });

  it.each([
    ['thing.7', 200],
    ['revoked', 409],
    ['broken', 500],
  ])('names route pattern and ids, and how it ended: %s is %i', async (id, status) => {
    const answer = await as('officer', `things/${id}/corrections`, 'post').send({});
    expect(answer.status).toBe(status);
    expect(audited).toMatchObject([
      { action: 'POST /api/v1/things/:id/corrections', subject: `id=${id}`, status },
    ]);
  });

  it('holds what was refused for its form, and for the wrong role', async () => {
    await as('officer', 'things', 'post').send({ text: 5 });
    await as('auditor', 'things', 'post').send({ text: 'x' });
    await as('officer', 'things/undecorated', 'post').send({});
    await as('fresh', 'things', 'post').send({ text: 'x' });
    expect(audited.map(({ actor, status }) => [actor.id, status])).toEqual([
      ['officer', 422],
      ['auditor', 403],
      ['officer', 403],
      ['fresh', 403],
    ]);
  });

  it('holds no reads, and nothing of strangers', async () => {
    await as('officer', 'things/mine');
    await as('auditor', 'things/undecorated');
    await http.post('/api/v1/things').send({ text: 'x' });
    await as('nobody', 'things', 'post').send({ text: 'x' });
    expect(audited).toEqual([]);
  });

  it('keeps of a wild path what can be stored', async () => {
    await as('officer', `things/${'b'.repeat(500)}/corrections`, 'post');
    expect(audited[0]?.subject).toBe(`id=${'b'.repeat(500)}`.slice(0, 200));
    const params = { id: 'a\u0000\ud800' };
    const wild = { method: 'POST', actor: { id: 'a', role: 'officer' }, params };
    expect(auditedCommand(wild as never, 200)).toMatchObject({ subject: 'id=a\ufffd\ufffd' });
  });
});

it('no token ever reached the log', () => {
  expect(log.join('\n')).not.toContain('token-');
});
