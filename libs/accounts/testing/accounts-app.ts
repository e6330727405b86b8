import { Controller, Get, type INestApplication, Param, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import type { Actor } from '#libs/kernel/actor.js';
import { AuthModule } from '#libs/runtime/auth/auth.module.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { requireOwn } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { ConfigModule } from '#libs/runtime/config/config.module.js';
import type { RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { DatabaseModule } from '#libs/runtime/database/database.module.js';
import { configureHttp, HTTP_APP_OPTIONS } from '#libs/runtime/http/configure-http.js';
import { HttpModule } from '#libs/runtime/http/http.module.js';
import { RegistryLogger } from '#libs/runtime/logging/registry-logger.js';
import { AccountsModule } from '../accounts.module.js';
import { accountsEntities, accountsMigrations } from '../index.js';

/** Stands for the slices: one route for officers, one by credit code, one that forgot to say. */
@Controller('api/v1/things')
class ThingsController {
  @Get()
  @Roles('officer')
  list(): object {
    return { items: [] };
  }

  @Post(':id/corrections')
  @Roles('officer')
  correct(@Param('id') id: string): object {
    return { id };
  }

  @Get('enterprises/:creditCode')
  @Roles('officer', 'enterprise')
  enterprise(@CurrentActor() actor: Actor, @Param('creditCode') creditCode: string): object {
    requireOwn(actor, creditCode);
    return { creditCode };
  }

  @Get('undecorated')
  undecorated(): object {
    return {};
  }
}

export interface AccountsApp {
  readonly app: INestApplication;
  readonly dataSource: DataSource;
  /** Everything that was logged. */
  readonly log: readonly string[];
  /** A request as it comes from this address. */
  send(method: 'get' | 'post' | 'patch', path: string, options?: SendOptions): request.Test;
}

export interface SendOptions {
  readonly token?: string;
  readonly from?: string;
}

/** The accounts slice behind the HTTP layer of the product, on this database. */
export async function startAccountsApp(url: string): Promise<AccountsApp> {
  const log: string[] = [];
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot({ sessionSecret: 'secret-of-this-spec' } as RegistryConfig),
      DatabaseModule.forRoot({
        url,
        migrations: accountsMigrations,
        entities: accountsEntities,
        runMigrations: true,
      }),
      AuthModule,
      HttpModule,
      AccountsModule,
    ],
    controllers: [ThingsController],
  }).compile();
  const app = module.createNestApplication<NestExpressApplication>(HTTP_APP_OPTIONS);
  const destination = { write: (line: string) => void log.push(line) };
  configureHttp(app, { logger: new RegistryLogger({ level: 'info', name: 'spec', destination }) });
  // Lets a spec say where a request comes from.
  app.set('trust proxy', true);
  await app.init();
  const http = request(app.getHttpServer());
  return {
    app,
    dataSource: app.get(DataSource),
    log,
    send(method, path, { token, from = '203.0.113.1' } = {}) {
      const sent = http[method](`/api/v1/${path}`).set('X-Forwarded-For', from);
      return token === undefined ? sent : sent.set('Authorization', `Bearer ${token}`);
    },
  };
}
