import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import pg from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { DatabaseModule } from './database.module.js';
import {
  DatabaseStartError,
  migrateDatabase,
  requireReachable,
  waitForMigrations,
} from './migrations.js';
import { PG_POOL } from './pools.js';

class CreateThings1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Slow enough for a second process to arrive meanwhile.
    await runner.query('create table things (x int); select pg_sleep(0.3)');
  }
  async down(): Promise<void> {
    // Never taken back.
  }
}

let database: TestDatabase;
let opened: TestingModule[];

beforeEach(async () => {
  database = await createTestDatabase();
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((module) => module.close()));
  await database.drop();
});

async function open(runMigrations: boolean, url = database.url): Promise<TestingModule> {
  const module = await Test.createTestingModule({
    imports: [
      DatabaseModule.forRoot({
        url,
        runMigrations,
        migrations: [CreateThings1700000000000],
        entities: [],
        applicationName: 'spec',
      }),
    ],
  }).compile();
  opened.push(module);
  return module;
}

describe('the database of a process', () => {
  it('gives a pool whose migrations have run, and a data source on the same database', async () => {
    const module = await open(true);
    const pool = module.get<pg.Pool>(PG_POOL);
    await pool.query('insert into things values (1)');
    expect(await module.get(DataSource).query('select x from things')).toEqual([{ x: 1 }]);
  });

  it('migrates once when several processes start together, and the others wait', async () => {
    await Promise.all([open(false), open(true), open(false), open(true)]);
    const pool = opened[0]?.get<pg.Pool>(PG_POOL);
    const { rows } = (await pool?.query('select count(*)::int as n from migrations')) ?? {
      rows: [],
    };
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('survives losing its connections', async () => {
    const module = await open(true);
    const pool = module.get<pg.Pool>(PG_POOL);
    await pool.query('select 1');
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'spec'`,
    );
    await admin.end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await pool.query('select 1 as x')).rows).toEqual([{ x: 1 }]);
  });

  it('can be migrated without an application, again and again', async () => {
    await migrateDatabase(database.url, [CreateThings1700000000000]);
    await migrateDatabase(database.url, [CreateThings1700000000000]);
    await open(false);
  });
});

describe('a process that leaves migrating to another one', () => {
  it('says what is missing when nobody migrates', async () => {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [CreateThings1700000000000],
    }).initialize();
    await expect(waitForMigrations(dataSource, database.url, 0)).rejects.toThrow(/尚未升级/);
    await dataSource.destroy();
  });
});

describe('a database that cannot be reached', () => {
  it('is named without its password', async () => {
    const url = 'postgres://u:s3cret@127.0.0.1:1/registry';
    const error = await requireReachable(url, 0).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseStartError);
    expect((error as Error).message).toMatch(
      /127\.0\.0\.1:1\/registry.*ECONNREFUSED.*DATABASE_URL/,
    );
    expect((error as Error).message).not.toContain('s3cret');
  });

  it('is not waited for when waiting cannot help', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    const started = Date.now();
    await expect(requireReachable(url.href)).rejects.toThrow(/no_such_database/);
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});
