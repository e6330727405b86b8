import 'reflect-metadata';
import { Body, Controller, Inject, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Pool } from 'pg';
import { createPool } from '#libs/runtime/database/pools.js';

const POOL = Symbol('POOL');
const INSERT = 'insert into contract (body) values ($1) returning id';

/** What a command is compared with: a route, an INSERT, an answer. No checks, no session, no trail. */
@Controller()
class ContractsController {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  @Post('contracts')
  async record(@Body() body: object): Promise<object> {
    const values = [JSON.stringify(body)];
    const { rows } = await this.pool.query<{ id: string }>({
      name: 'insert_contract',
      text: INSERT,
      values,
    });
    return { id: rows[0]?.id, ...body };
  }
}

@Module({
  controllers: [ContractsController],
  providers: [
    {
      provide: POOL,
      useFactory: async () => {
        const pool = createPool({ url: process.argv[2] ?? '', applicationName: 'bare' });
        await pool.query(
          'create table contract (id bigint generated always as identity primary key, body jsonb not null)',
        );
        return pool;
      },
    },
  ],
})
class BareModule {}

const app = await NestFactory.create(BareModule, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
process.send?.(await app.getUrl());
process.on('disconnect', () => process.exit());
