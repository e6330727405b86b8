import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { seedDemoAccounts } from './demo-accounts.js';
import { type AccountsApp, startAccountsApp } from './testing/accounts-app.js';

const PASSWORD = 'demo-2023';
const CODE = '91411323MAXX00015T';

let database: TestDatabase;
let registry: AccountsApp;
let admin: string;
let auditor: string;

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown> & {
    readonly errors: { path: string; code: string; message: string }[];
    readonly items: Record<string, unknown>[];
  };
}

beforeAll(async () => {
  database = await createTestDatabase();
  registry = await startAccountsApp(database.url);
  await seedDemoAccounts(registry.dataSource, { password: PASSWORD, creditCode: CODE });
  await registry.dataSource.query('create table as_seeded as select * from accounts.account');
  [admin, auditor] = [await tokenOf('secadmin'), await tokenOf('auditor')];
});
afterAll(async () => {
  await registry.app.close();
  await database.drop();
});
beforeEach(async () => {
  await registry.dataSource.query(`
    delete from accounts.session where account_id not in
      (select id from as_seeded where username in ('secadmin', 'auditor'));
    delete from accounts.login_attempt;
    delete from accounts.account where id not in (select id from as_seeded);
    update accounts.account set role = s.role, credit_code = s.credit_code,
      password_hash = s.password_hash, must_change_password = false, disabled_at = null
    from as_seeded s where s.id = account.id;
  `);
});

async function tokenOf(username: string, password = PASSWORD): Promise<string> {
  const answer = await registry.send('post', 'auth/login').send({ username, password });
  if (answer.status !== 200) throw new Error(`${username}: ${answer.status} ${answer.text}`);
  return (answer.body as { accessToken: string }).accessToken;
}

async function create(body: object, token = admin): Promise<Answered> {
  return registry.send('post', 'accounts', { token }).send(body);
}

async function change(username: string, body: object, token = admin): Promise<Answered> {
  return registry.send('patch', `accounts/${username}`, { token }).send(body);
}

async function get(path: string, token: string, accept = 'application/json'): Promise<Answered> {
  return registry.send('get', path, { token }).set('Accept', accept);
}

describe('accounts belong to the security administrator', () => {
  it.each(['officer', 'statistician', 'enterprise', 'sysadmin', 'auditor'])(
    '%s can neither see nor change them',
    async (username) => {
      const token = await tokenOf(username);
      expect((await get('accounts', token)).status).toBe(403);
      expect((await create({ username: 'clerk', role: 'officer' }, token)).status).toBe(403);
      expect((await change('officer', { disabled: true }, token)).status).toBe(403);
    },
  );

  it('who in turn sees no business and no audit trail', async () => {
    expect((await get('things', admin)).status).toBe(403);
    expect((await get('audit', admin)).status).toBe(403);
  });
});

describe('a new account', () => {
  it('with a password can sign in at once', async () => {
    const answer = await create({
      username: 'Clerk',
      role: 'officer',
      password: 'tiger lamp river',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      username: 'clerk',
      role: 'officer',
      disabled: false,
      mustChangePassword: false,
    });
    expect(answer.text).not.toContain('tiger');
    expect(answer.body).not.toHaveProperty('initialPassword');
    const token = await tokenOf('clerk', 'tiger lamp river');
    expect((await get('things', token)).status).toBe(200);
  });

  it('without one is given one that has to be changed first', async () => {
    const { body } = await create({ username: 'clerk', role: 'officer' });
    const initial = body['initialPassword'] as string;
    expect(body).toMatchObject({ mustChangePassword: true });
    expect(initial).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
    const token = await tokenOf('clerk', initial);
    const closed = await get('things', token);
    expect([closed.status, closed.body['code']]).toEqual([403, 'password-change-required']);
    expect((await get('auth/me', token)).body).toMatchObject({ mustChangePassword: true });
    const changed = await registry
      .send('post', 'auth/password', { token })
      .send({ currentPassword: initial, newPassword: 'tiger lamp river' });
    expect(changed.body).toMatchObject({ user: { mustChangePassword: false } });
    const { accessToken } = changed.body as { accessToken: string };
    expect((await get('things', accessToken)).status).toBe(200);
  });

  it('of an enterprise carries the code it may see', async () => {
    const answer = await create({ username: 'firm', role: 'enterprise', creditCode: CODE });
    expect(answer.body).toMatchObject({ role: 'enterprise', creditCode: CODE });
  });

  it('cannot take a name that is taken, not even of a disabled account', async () => {
    const twice = await create({ username: 'OFFICER', role: 'auditor' });
    expect([twice.status, twice.body['code']]).toEqual([409, 'username-taken']);
    await change('statistician', { disabled: true });
    expect((await create({ username: 'statistician', role: 'officer' })).status).toBe(409);
  });

  it('is made once when two ask for the same name at once', async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => create({ username: 'clerk', role: 'officer' })),
    );
    expect(answers.map((each) => each.status).sort()).toEqual([201, 409, 409, 409]);
  });

  it.each<[object, string[]]>([
    [{}, ['username', 'role']],
    [{ username: 'x', role: 'root' }, ['username', 'role']],
    [{ username: 'clerk', role: ['officer', 'auditor'] }, ['role']],
    [{ username: 'clerk', role: 'enterprise' }, ['creditCode']],
    [{ username: 'clerk', role: 'officer', creditCode: CODE }, ['creditCode']],
    [{ username: 'clerk', role: 'officer', password: 'password123' }, ['password']],
    [{ username: 'clerk', role: 'officer', id: 'mine' }, ['id']],
    [{ username: 'clerk', role: 'officer', mustChangePassword: false }, ['mustChangePassword']],
    [{ username: 'a\u0000b', role: 'officer' }, ['username']],
  ])('%j is 422 and names every field', async (body, paths) => {
    const answer = await create(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ path }) => path)).toEqual(paths);
    for (const { message } of answer.body.errors) expect(message).toMatch(/\p{Script=Han}/u);
  });
});

describe('a change', () => {
  it('of the role shows at the next sign-in and nowhere else', async () => {
    const answer = await change('officer', { role: 'statistician' });
    expect(answer.body).toMatchObject({ username: 'officer', role: 'statistician' });
    expect((await get('things', await tokenOf('officer'))).status).toBe(403);
  });

  it('from enterprise to another role takes the code away', async () => {
    const { body } = await change('enterprise', { role: 'officer' });
    expect(body).toMatchObject({ role: 'officer' });
    expect(body).not.toHaveProperty('creditCode');
  });

  it('with a reset gives a password once', async () => {
    const { body } = await change('officer', { resetPassword: true });
    expect(body).toMatchObject({ mustChangePassword: true });
    await expect(tokenOf('officer')).rejects.toThrow('401');
    await tokenOf('officer', body['initialPassword'] as string);
  });

  it('that disables the account shuts out whoever is signed in, also by a session that was left behind', async () => {
    const token = await tokenOf('officer');
    expect((await get('auth/me', token)).status).toBe(200);
    await registry.dataSource.query(
      `update accounts.account set disabled_at = now() where username = 'officer'`,
    );
    expect((await get('auth/me', token)).status).toBe(401);
  });

  it('that changes nothing ends no session and leaves no trace', async () => {
    const token = await tokenOf('officer');
    expect((await change('officer', { role: 'officer', disabled: false })).status).toBe(200);
    expect((await get('auth/me', token)).status).toBe(200);
  });

  it.each([
    ['nobody', { disabled: true }, 404, 'account-not-found'],
    ['%00', { disabled: true }, 422, 'validation-failed'],
    ['officer', { role: 'root' }, 422, 'validation-failed'],
    ['officer', { disabled: 'yes' }, 422, 'validation-failed'],
    ['officer', { username: 'other' }, 422, 'validation-failed'],
    ['secadmin', { role: 'officer' }, 409, 'last-security-admin'],
    ['secadmin', { disabled: true }, 409, 'last-security-admin'],
    ['secadmin', { resetPassword: true }, 409, 'own-account'],
  ])('of %s: %j is %i %s', async (username, body, status, code) => {
    const answer = await change(username, body);
    // A path that cannot be decoded into text may be refused as malformed before it gets here.
    if (username === '%00') expect([400, 422]).toContain(answer.status);
    else expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });
});

describe('separation of duties', () => {
  it('keeps a security administrator from changing their own role, also when there are two', async () => {
    await create({ username: 'secadmin-2', role: 'security-admin', password: 'tiger lamp river' });
    const answer = await change('secadmin', { role: 'auditor' });
    expect([answer.status, answer.body['code']]).toEqual([409, 'own-account']);
  });

  it('always leaves one security administrator, also when two disable each other at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = `secadmin-${round + 2}`;
      await create({ username: name, role: 'security-admin', password: 'tiger lamp river' });
      const other = await tokenOf(name, 'tiger lamp river');
      const answers = await Promise.all([
        change(name, { disabled: true }, admin),
        change('secadmin', { disabled: true }, other),
      ]);
      const left = await registry.dataSource.query<object[]>(
        `select 1 from accounts.account where role = 'security-admin' and disabled_at is null`,
      );
      expect(left).toHaveLength(1);
      expect(answers.filter((each) => each.status === 200)).toHaveLength(1);
      await registry.dataSource.query(
        `update accounts.account set disabled_at = case when username = 'secadmin' then null else now() end
         where role = 'security-admin'`,
      );
      admin = await tokenOf('secadmin');
    }
  });

  it('has no way to open a session for somebody else', async () => {
    const paths = ['auth/login/officer', 'accounts/officer/sessions', 'auth/impersonate'];
    for (const path of paths) {
      expect((await registry.send('post', path, { token: admin }).send({})).status).toBe(404);
    }
  });
});

describe('the list of accounts', () => {
  it('shows every account without its secrets, in pages', async () => {
    const answer = await get('accounts?pageSize=4', admin);
    expect(answer.body).toMatchObject({ total: 6, page: 1, pageSize: 4 });
    expect(answer.body.items.map((item) => item['username'])).toEqual([
      'auditor',
      'enterprise',
      'officer',
      'secadmin',
    ]);
    expect(answer.text).not.toMatch(/argon2|password_?hash/i);
    expect((await get('accounts?page=2&pageSize=4', admin)).body.items).toHaveLength(2);
  });

  it('is narrowed by role and by a part of the name', async () => {
    const names = async (query: string): Promise<unknown[]> =>
      (await get(`accounts?${query}`, admin)).body.items.map((item) => item['username']);
    expect(await names('role=auditor')).toEqual(['auditor']);
    expect(await names('q=ADMIN')).toEqual(['secadmin', 'sysadmin']);
    expect(await names('q=%25')).toEqual([]);
    expect(await names('q=_')).toEqual([]);
    expect((await get('accounts?role=root', admin)).status).toBe(422);
  });

  it('comes as CSV too', async () => {
    const answer = await get('accounts?q=enterprise', admin, 'text/csv');
    const [head, row] = answer.text.replace('\ufeff', '').split('\r\n');
    expect(head).toBe('用户名,角色,统一社会信用代码,停用,创建时间,账号编号');
    expect(row).toMatch(`enterprise,企业,${CODE},否,`);
  });
});

describe('the audit trail', () => {
  it.each(['officer', 'statistician', 'enterprise', 'sysadmin', 'secadmin'])(
    'is closed to %s',
    async (username) => {
      expect((await get('audit', await tokenOf(username))).status).toBe(403);
    },
  );

  it('tells the auditor who changed which account, and how', async () => {
    await create({ username: 'clerk', role: 'officer', password: 'tiger lamp river' });
    await change('clerk', { role: 'statistician', disabled: true, resetPassword: true });
    await change('secadmin', { role: 'officer' });
    const { body } = await get('audit?actor=secadmin&pageSize=7', auditor);
    const rows = body.items.map((row) => [row['action'], row['subject'], row['outcome']]);
    expect(rows).toEqual([
      ['PATCH /api/v1/accounts/:username', 'username=secadmin', 'refused'],
      ['PATCH /api/v1/accounts/:username', 'username=clerk', 'succeeded'],
      ['account.password-reset', 'username=clerk', 'succeeded'],
      ['account.disabled', 'username=clerk', 'succeeded'],
      ['account.role-changed', 'username=clerk role=officer→statistician', 'succeeded'],
      ['POST /api/v1/accounts', expect.stringMatching(/^id=/), 'succeeded'],
      ['account.created', 'username=clerk role=officer', 'succeeded'],
    ]);
    expect(body.items[0]).toMatchObject({
      actor: 'secadmin',
      role: 'security-admin',
      status: 409,
      address: '203.0.113.1',
      requestId: expect.stringMatching(/.+/),
    });
    expect(JSON.stringify(body)).not.toContain('tiger');
  });

  it('is found by time, actor, action and outcome', async () => {
    await registry.send('post', 'auth/login').send({ username: 'officer', password: 'guess' });
    const total = async (query: string): Promise<unknown> =>
      (await get(`audit?${query}`, auditor)).body['total'];
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const all = await total('');
    expect(all).toBeGreaterThan(0);
    expect(await total(`from=${today}&to=${today}`)).toBe(all);
    expect(await total('to=2020-01-01')).toBe(0);
    expect(await total('from=2099-01-01T00:00:00Z')).toBe(0);
    const refused = (await get('audit?action=sign-in&outcome=refused', auditor)).body.items;
    expect(refused[0]).toMatchObject({ actor: 'officer', action: 'sign-in', status: 401 });
    expect(refused.every((row) => row['outcome'] === 'refused')).toBe(true);
    const { actorId } = refused[0] as { actorId: string };
    expect(await total(`actor=${actorId}`)).toBe(await total('actor=officer'));
    expect(await total('actor=nobody')).toBe(0);
    expect(await total('action=%25')).toBe(0);
  });

  it.each(['from=yesterday', 'from=2023-02-30', 'outcome=good', 'page=0', 'pageSize=201', 'x=1'])(
    'refuses %s',
    async (query) => {
      expect((await get(`audit?${query}`, auditor)).status).toBe(422);
    },
  );

  it('goes out as CSV in Beijing time', async () => {
    const answer = await get('audit?actor=secadmin&action=sign-in', auditor, 'text/csv');
    const [head, row] = answer.text.replace('\ufeff', '').split('\r\n');
    expect(head).toMatch(/^时间（北京）,操作人,角色,操作,对象,结果/);
    expect(row).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,secadmin,安全管理员,sign-in,/);
  });
});
