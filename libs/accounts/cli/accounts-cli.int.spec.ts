import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { AccountEntity } from '../account.entity.js';
import { DEMO_ACCOUNTS, seedDemoAccounts } from '../demo-accounts.js';
import { accountsEntities, accountsMigrations } from '../index.js';
import { verifyPassword } from '../passwords.js';
import { type CliIo, runAccountsCli } from './accounts-cli.js';

const CODE = '91411323MAXX00015T';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = new DataSource({
    type: 'postgres',
    url: database.url,
    entities: [...accountsEntities],
    migrations: [...accountsMigrations],
  });
  await dataSource.initialize();
  await dataSource.runMigrations();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
beforeEach(async () => {
  await dataSource.query('delete from accounts.session; delete from accounts.account');
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the command line with this answer at the password prompt. */
async function run(line: string, password?: string): Promise<Run> {
  const [out, error]: [string[], string[]] = [[], []];
  const io: CliIo = {
    out: (text) => void out.push(text),
    error: (text) => void error.push(text),
    readPassword: () => Promise.resolve(password),
  };
  const code = await runAccountsCli(dataSource, line.split(' ').filter(Boolean), io);
  return { code, out: out.join('\n'), error: error.join('\n') };
}

async function accountNamed(username: string): Promise<AccountEntity> {
  return dataSource.manager.findOneByOrFail(AccountEntity, { username });
}

async function audited(): Promise<object[]> {
  return dataSource.query(
    `select actor_id, role, action, subject, address from accounts.audit order by id desc limit 1`,
  );
}

describe('npm run accounts', () => {
  it('makes the first security administrator with a password that was typed', async () => {
    const { code, out } = await run('create secadmin --role security-admin', 'tiger lamp river');
    expect([code, out]).toEqual([0, '已建立：secadmin（安全管理员）']);
    const account = await accountNamed('secadmin');
    expect(account).toMatchObject({ role: 'security-admin', mustChangePassword: false });
    expect(await verifyPassword(account.passwordHash, 'tiger lamp river')).toBe(true);
    expect(await audited()).toEqual([
      {
        actor_id: 'system',
        role: 'system',
        action: 'account.created',
        subject: 'username=secadmin role=security-admin',
        address: 'command-line',
      },
    ]);
  });

  it.each([
    ['create clerk --role officer --generate', undefined],
    ['create clerk --role officer', ''],
  ])('makes up a password, prints it once and wants it changed: %s', async (line, typed) => {
    const { code, out } = await run(line, typed);
    expect(code).toBe(0);
    const printed = /初始密码：(\S+)/.exec(out)?.[1] ?? '';
    const account = await accountNamed('clerk');
    expect(account.mustChangePassword).toBe(true);
    expect(await verifyPassword(account.passwordHash, printed)).toBe(true);
    expect((await run('list')).out).not.toContain(printed);
  });

  it('makes an enterprise account with its code', async () => {
    const { code } = await run(`create firm --role enterprise --credit-code ${CODE} --generate`);
    expect(code).toBe(0);
    expect(await accountNamed('firm')).toMatchObject({ creditCode: CODE });
  });

  it('lists accounts without their secrets', async () => {
    await run(`create firm --role enterprise --credit-code ${CODE} --generate`);
    await run('create clerk --role officer --generate');
    await run('disable clerk');
    expect((await run('list')).out).toBe(`clerk\tofficer\t\t已停用\nfirm\tenterprise\t${CODE}`);
  });

  it('resets a password, typed or made up', async () => {
    await run('create clerk --role officer', 'tiger lamp river');
    expect((await run('reset-password clerk', 'river lamp tiger')).code).toBe(0);
    const typed = await accountNamed('clerk');
    expect(await verifyPassword(typed.passwordHash, 'river lamp tiger')).toBe(true);
    const { out } = await run('reset-password clerk --generate');
    const printed = /初始密码：(\S+)/.exec(out)?.[1] ?? '';
    expect(await verifyPassword((await accountNamed('clerk')).passwordHash, printed)).toBe(true);
  });

  it('disables and enables', async () => {
    await run('create clerk --role officer --generate');
    await run('disable clerk');
    expect((await accountNamed('clerk')).disabledAt).not.toBeNull();
    await run('enable clerk');
    expect((await accountNamed('clerk')).disabledAt).toBeNull();
  });

  it('does nothing when the user gives up at the prompt', async () => {
    const { code, error } = await run('create clerk --role officer', undefined);
    expect([code, error]).toEqual([1, '已取消，未作任何更改']);
    expect(await dataSource.manager.count(AccountEntity)).toBe(0);
  });

  it.each([
    ['create clerk --role officer', 'short', '至少10位'],
    ['create clerk --role officer', 'Password@2023', '过于常见'],
    ['create clerk --role root --generate', undefined, '角色须为'],
    ['create clerk --generate', undefined, '角色须为'],
    ['create 张三 --role officer --generate', undefined, '用户名须为'],
    ['create firm --role enterprise --generate', undefined, '统一社会信用代码'],
    ['disable nobody', undefined, '没有这个账号'],
  ])('goes by the rules of the API: %s', async (line, password, message) => {
    const { code, error } = await run(line, password);
    expect(code).toBe(1);
    expect(error).toContain(message);
  });

  it('does not disable the last security administrator', async () => {
    await run('create secadmin --role security-admin --generate');
    const { code, error } = await run('disable secadmin');
    expect(code).toBe(1);
    expect(error).toContain('最后一个');
    // A forgotten password is what the command line is there for.
    expect((await run('reset-password secadmin --generate')).code).toBe(0);
  });

  it.each([
    '',
    'help',
    'create',
    'disable',
    'list clerk',
    'create a b',
    'list --force',
    'create a --role',
  ])('explains itself when it does not understand: %j', async (line) => {
    const { code, error } = await run(line);
    expect(code).toBe(2);
    expect(error).toContain('用法');
  });
});

describe('the demo accounts', () => {
  const options = { password: 'demo-2023', creditCode: CODE };

  it('are six, one for each role, and open with the one password', async () => {
    await seedDemoAccounts(dataSource, options);
    const accounts = await dataSource.manager.find(AccountEntity);
    expect(accounts.map(({ username, role }) => [username, role]).sort()).toEqual(
      DEMO_ACCOUNTS.map((each) => [...each]).sort(),
    );
    for (const account of accounts) {
      expect(await verifyPassword(account.passwordHash, 'demo-2023')).toBe(true);
      expect(account.creditCode).toBe(account.role === 'enterprise' ? CODE : null);
    }
  });

  it('stay as they are when they are seeded again', async () => {
    await seedDemoAccounts(dataSource, options);
    const before = await dataSource.manager.find(AccountEntity, { order: { id: 'ASC' } });
    await seedDemoAccounts(dataSource, options);
    expect(await dataSource.manager.find(AccountEntity, { order: { id: 'ASC' } })).toEqual(before);
  });

  it('take another password and another enterprise, but keep what an administrator changed', async () => {
    await seedDemoAccounts(dataSource, options);
    const { id } = await accountNamed('officer');
    await run('disable statistician');
    const other = { password: 'demo-2024', creditCode: '91411323MAXX00023M' };
    await seedDemoAccounts(dataSource, other);
    const officer = await accountNamed('officer');
    expect(officer.id).toBe(id);
    expect(await verifyPassword(officer.passwordHash, 'demo-2024')).toBe(true);
    expect((await accountNamed('enterprise')).creditCode).toBe(other.creditCode);
    expect((await accountNamed('statistician')).disabledAt).not.toBeNull();
  });
});

describe('the database itself', () => {
  it.each([
    [`'x', 'officer'`, `'${CODE}'`],
    [`'firm', 'enterprise'`, 'null'],
    [`'clerk', 'root'`, 'null'],
    [`'Clerk', 'officer'`, 'null'],
  ])('refuses an account that cannot be: %s with code %s', async (nameAndRole, code) => {
    await expect(
      dataSource.query(
        `insert into accounts.account
           (id, username, role, credit_code, password_hash, must_change_password)
         values (gen_random_uuid(), ${nameAndRole}, ${code}, '$argon2id$x', false)`,
      ),
    ).rejects.toThrow(/violates check constraint/);
  });

  it('refuses a password that is not hashed', async () => {
    await expect(
      dataSource.query(
        `insert into accounts.account (id, username, role, password_hash, must_change_password)
         values (gen_random_uuid(), 'clerk', 'officer', 'tiger lamp river', false)`,
      ),
    ).rejects.toThrow(/violates check constraint/);
  });
});
