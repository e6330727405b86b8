import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '#libs/kernel/canonical-json.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { AccountEntity } from './account.entity.js';
import { LOCK_OUT } from './domain/lock-out.js';
import { seedDemoAccounts } from './demo-accounts.js';
import { Sessions } from './sessions.js';
import { type AccountsApp, startAccountsApp } from './testing/accounts-app.js';

const PASSWORD = 'demo-2023';
const CODE = '91411323MAXX00015T';
const OTHER_CODE = '91411323MAXX00023M';
const HERE = '203.0.113.1';
const ELSEWHERE = '198.51.100.7';

let database: TestDatabase;
let registry: AccountsApp;

beforeAll(async () => {
  database = await createTestDatabase();
  registry = await startAccountsApp(database.url);
  await seedDemoAccounts(registry.dataSource, { password: PASSWORD, creditCode: CODE });
  await registry.dataSource.query('create table as_seeded as select * from accounts.account');
});
afterAll(async () => {
  await registry.app.close();
  await database.drop();
});
beforeEach(async () => {
  await registry.dataSource.query(`
    delete from accounts.session;
    delete from accounts.login_attempt;
    update accounts.account set role = s.role, credit_code = s.credit_code,
      password_hash = s.password_hash, must_change_password = false, disabled_at = null
    from as_seeded s where s.id = account.id;
  `);
});

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown> & { user: Record<string, unknown> };
  readonly headers: Record<string, string>;
}

async function login(username: string, password: string, from = HERE): Promise<Answered> {
  return registry.send('post', 'auth/login', { from }).send({ username, password });
}

async function tokenOf(username: string): Promise<string> {
  const answer = await login(username, PASSWORD);
  expect(answer.status).toBe(200);
  return answer.body['accessToken'] as string;
}

async function statusOf(token: string, path = 'auth/me'): Promise<number> {
  return (await registry.send('get', path, { token })).status;
}

async function audit(): Promise<Record<string, unknown>[]> {
  return registry.dataSource.query(
    `select actor_id, role, action, subject, outcome, status, address from accounts.audit
     where at > now() - interval '1 hour' order by id`,
  );
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Makes the failures of this spec older, as if that time had passed. */
async function wait(ms: number): Promise<void> {
  await registry.dataSource.query(
    `update accounts.login_attempt set at = at - make_interval(secs => $1)`,
    [ms / 1000],
  );
}

describe('signing in', () => {
  it('gives a bearer token and says who one is', async () => {
    const answer = await login('officer', PASSWORD);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 36_000,
      user: { username: 'officer', role: 'officer' },
    });
    expect(answer.body['accessToken']).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(answer.body.user).not.toHaveProperty('creditCode');
    const me = await registry.send('get', 'auth/me', {
      token: answer.body['accessToken'] as string,
    });
    expect(me.body).toEqual({ username: 'officer', role: 'officer', mustChangePassword: false });
  });

  it.each([
    ['officer', 'officer', undefined],
    ['statistician', 'statistician', undefined],
    ['enterprise', 'enterprise', CODE],
    ['sysadmin', 'system-admin', undefined],
    ['secadmin', 'security-admin', undefined],
    ['auditor', 'auditor', undefined],
  ])('works for the demo account %s', async (username, role, creditCode) => {
    const { user } = (await login(username, PASSWORD)).body;
    expect([user['role'], user['creditCode']]).toEqual([role, creditCode]);
  });

  it('takes the username in any case and full width', async () => {
    expect((await login(' Officer', PASSWORD)).status).toBe(200);
    expect((await login('ｏｆｆｉｃｅｒ', PASSWORD)).status).toBe(200);
  });

  it.each([
    [{}],
    [{ username: 'officer' }],
    [{ username: 'officer', password: 5 }],
    [{ username: ['officer'], password: PASSWORD }],
    [{ username: 'officer', password: { $ne: '' } }],
    [{ username: 'officer', password: 'x'.repeat(201) }],
    [{ username: 'officer', password: PASSWORD, role: 'auditor' }],
  ])('refuses what is no sign-in with 422', async (body) => {
    expect((await registry.send('post', 'auth/login').send(body)).status).toBe(422);
  });

  it('keeps of a token only what cannot be used without the secret', async () => {
    const token = await tokenOf('officer');
    const [row] = await registry.dataSource.query<{ kept: string }[]>(
      `select encode(token_hash, 'hex') as kept from accounts.session`,
    );
    const hex = (bytes: Buffer): string => bytes.toString('hex');
    expect(row?.kept).toHaveLength(64);
    expect([
      hex(Buffer.from(token, 'base64url')),
      sha256Hex(token),
      hex(createHash('sha256').update(Buffer.from(token, 'base64url')).digest()),
    ]).not.toContain(row?.kept);
  });

  it('keeps passwords as Argon2id with the settings that OWASP names', async () => {
    const rows = await registry.dataSource.query<{ password_hash: string }[]>(
      'select password_hash from accounts.account',
    );
    for (const { password_hash: hash } of rows) {
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    }
    expect(new Set(rows.map((row) => row.password_hash)).size).toBe(rows.length);
  });
});

describe('a wrong password', () => {
  it('and an unknown user get the same answer', async () => {
    const wrong = await login('officer', 'not-the-password');
    const unknown = await login('nobody', 'not-the-password');
    expect(wrong.status).toBe(401);
    expect(wrong.body).toMatchObject({ code: 'wrong-credentials', detail: '用户名或密码不正确' });
    const comparable = ({ body }: Answered): object => ({ ...body, requestId: '' });
    expect(comparable(unknown)).toEqual(comparable(wrong));
  });

  it('and an unknown user take about the same time', async () => {
    const time = async (username: string): Promise<number> => {
      await registry.dataSource.query('delete from accounts.login_attempt');
      const start = performance.now();
      await login(username, 'not-the-password');
      return performance.now() - start;
    };
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let i = 0; i < 11; i += 1) {
      known.push(await time('officer'));
      unknown.push(await time('nobody'));
    }
    // Without the same work for both, the ratio is far below a half.
    const ratio = median(unknown) / median(known);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('closes the pair of account and address after five, also for the right one', async () => {
    for (let i = 0; i < LOCK_OUT.perPair; i += 1) {
      expect((await login('officer', `guess-${i}`)).status).toBe(401);
    }
    const locked = await login('officer', PASSWORD);
    expect(locked.status).toBe(429);
    expect(locked.body).toMatchObject({ code: 'too-many-attempts' });
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(890);
    expect(Number(locked.headers['retry-after'])).toBeLessThanOrEqual(900);
  });

  it('locks nobody out elsewhere, and no one else here', async () => {
    for (let i = 0; i < 8; i += 1) await login('officer', `guess-${i}`, ELSEWHERE);
    expect((await login('officer', PASSWORD, ELSEWHERE)).status).toBe(429);
    expect((await login('officer', PASSWORD, HERE)).status).toBe(200);
    expect((await login('statistician', PASSWORD, ELSEWHERE)).status).toBe(200);
  });

  it('opens again after a quarter of an hour, however often it was tried meanwhile', async () => {
    for (let i = 0; i < 5; i += 1) await login('officer', `guess-${i}`);
    await wait(10 * 60_000);
    for (let i = 0; i < 10; i += 1) expect((await login('officer', PASSWORD)).status).toBe(429);
    await wait(5 * 60_000 + 5_000);
    expect((await login('officer', PASSWORD)).status).toBe(200);
  });

  it('does not count any more after a right one', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 4; i += 1) await login('officer', `guess-${i}`);
      expect((await login('officer', PASSWORD)).status).toBe(200);
    }
  });

  it('is looked at no more than five times, also when forty come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => login('officer', `guess-${i}`)),
    );
    const count = (status: number): number => answers.filter((a) => a.status === status).length;
    expect([count(401), count(429)]).toEqual([5, 35]);
  });

  it('for many accounts from one address closes that address', async () => {
    await registry.dataSource.query(
      `insert into accounts.login_attempt (username_hash, address, at)
       select sha256(n::text::bytea), $1, now() from generate_series(1, $2) n`,
      [ELSEWHERE, LOCK_OUT.perAddress - 1],
    );
    expect((await login('statistician', 'guess', ELSEWHERE)).status).toBe(401);
    expect((await login('officer', PASSWORD, ELSEWHERE)).status).toBe(429);
    expect((await login('officer', PASSWORD, HERE)).status).toBe(200);
  });

  it('in an unknown user’s name is locked too, so that locks tell nothing', async () => {
    for (let i = 0; i < 5; i += 1) await login('nobody', `guess-${i}`);
    expect((await login('nobody', 'guess')).status).toBe(429);
  });

  it('from one IPv6 subscriber counts as from one address', async () => {
    for (let i = 0; i < 5; i += 1) await login('officer', 'guess', `2001:db8:1:2::${i + 1}`);
    expect((await login('officer', PASSWORD, '2001:db8:1:2:ffff::9')).status).toBe(429);
    expect((await login('officer', PASSWORD, '2001:db8:1:3::1')).status).toBe(200);
  });
});

describe('a session ends at once', () => {
  it('at logout, and that one alone', async () => {
    const [first, second] = [await tokenOf('officer'), await tokenOf('officer')];
    const out = await registry.send('post', 'auth/logout', { token: first });
    expect(out.status).toBe(200);
    expect(await statusOf(first)).toBe(401);
    expect(await statusOf(second)).toBe(200);
  });

  it('when its time has come', async () => {
    const token = await tokenOf('officer');
    await registry.dataSource.query('update accounts.session set expires_at = now()');
    expect(await statusOf(token)).toBe(401);
  });

  it('when the password is changed, and a new one begins', async () => {
    const [token, other] = [await tokenOf('officer'), await tokenOf('officer')];
    const newPassword = '猕猴桃-香菇-山茱萸';
    const answer = await registry
      .send('post', 'auth/password', { token })
      .send({ currentPassword: PASSWORD, newPassword });
    expect(answer.status).toBe(200);
    expect([await statusOf(token), await statusOf(other)]).toEqual([401, 401]);
    const fresh = (answer.body as { accessToken: string }).accessToken;
    expect(await statusOf(fresh)).toBe(200);
    expect((await login('officer', PASSWORD)).status).toBe(401);
    expect((await login('officer', newPassword)).status).toBe(200);
  });

  it.each([
    ['given another role', { role: 'statistician' }],
    ['disabled', { disabled: true }],
    ['given a new password', { resetPassword: true }],
  ])('when the account is %s', async (_name, change) => {
    const [token, admin] = [await tokenOf('officer'), await tokenOf('secadmin')];
    expect(await statusOf(token, 'things')).toBe(200);
    const answer = await registry.send('patch', 'accounts/officer', { token: admin }).send(change);
    expect(answer.status).toBe(200);
    expect(await statusOf(token, 'things')).toBe(401);
  });

  it('and a disabled account cannot begin another', async () => {
    const admin = await tokenOf('secadmin');
    await registry.send('patch', 'accounts/officer', { token: admin }).send({ disabled: true });
    const right = await login('officer', PASSWORD);
    expect(right.status).toBe(401);
    expect(right.body).toMatchObject({ code: 'account-disabled' });
    // Who does not know the password is not told that the account is disabled.
    expect((await login('officer', 'guess')).body).toMatchObject({ code: 'wrong-credentials' });
  });
});

describe('a session is not opened with what was true a moment ago', () => {
  const meanwhile = async (sql: string): Promise<string | undefined> => {
    const { manager } = registry.dataSource;
    const account = await manager.findOneByOrFail(AccountEntity, { username: 'officer' });
    await registry.dataSource.query(sql);
    return manager.transaction((inside) => registry.app.get(Sessions).start(account, inside));
  };

  it.each([
    ['nothing happened', 'select 1', true],
    [
      'the password was changed',
      `update accounts.account set password_hash = password_hash || 'x' where username = 'officer'`,
      false,
    ],
    [
      'the account was disabled',
      `update accounts.account set disabled_at = now() where username = 'officer'`,
      false,
    ],
  ])('when meanwhile %s', async (_name, sql, opened) => {
    expect((await meanwhile(sql)) !== undefined).toBe(opened);
  });
});

describe('changing one’s own password', () => {
  it.each([
    ['newPassword', 'password-too-short', { newPassword: 'short' }],
    ['newPassword', 'password-common', { newPassword: 'Password@2023' }],
    ['newPassword', 'password-contains-username', { newPassword: 'officer-tiger-river' }],
    ['currentPassword', 'wrong-password', { currentPassword: 'not-the-password' }],
  ])('is refused with the fault in %s: %s', async (path, code, part) => {
    const token = await tokenOf('officer');
    const body = { currentPassword: PASSWORD, newPassword: 'tiger lamp river', ...part };
    const answer = await registry.send('post', 'auth/password', { token }).send(body);
    expect(answer.status).toBe(422);
    expect((answer.body as { errors: object[] }).errors).toMatchObject([{ path, code }]);
    expect(await statusOf(token)).toBe(200);
  });

  it('is no way to try out passwords', async () => {
    const token = await tokenOf('officer');
    const attempt = (currentPassword: string) =>
      registry
        .send('post', 'auth/password', { token })
        .send({ currentPassword, newPassword: 'tiger lamp river' });
    for (let i = 0; i < 5; i += 1) expect((await attempt(`guess-${i}`)).status).toBe(422);
    const last = await attempt(PASSWORD);
    expect([last.status, (last.body as { code: string }).code]).toEqual([409, 'too-many-attempts']);
  });
});

describe('default deny', () => {
  it('closes a route that forgot to say to whom it is open', async () => {
    for (const username of ['officer', 'secadmin', 'sysadmin', 'auditor']) {
      expect(await statusOf(await tokenOf(username), 'things/undecorated')).toBe(403);
    }
    expect((await registry.send('get', 'things/undecorated')).status).toBe(401);
  });

  it('lets an enterprise see its own code only', async () => {
    const token = await tokenOf('enterprise');
    expect(await statusOf(token, `things/enterprises/${CODE}`)).toBe(200);
    expect(await statusOf(token, `things/enterprises/${OTHER_CODE}`)).toBe(403);
  });

  it('follows a credit code that was changed', async () => {
    const admin = await tokenOf('secadmin');
    await registry
      .send('patch', 'accounts/enterprise', { token: admin })
      .send({ creditCode: OTHER_CODE });
    const token = await tokenOf('enterprise');
    expect(await statusOf(token, `things/enterprises/${OTHER_CODE}`)).toBe(200);
    expect(await statusOf(token, `things/enterprises/${CODE}`)).toBe(403);
  });
});

describe('the audit trail of sign-ins', () => {
  it('holds those that succeeded and failed, with the address', async () => {
    const before = (await audit()).length;
    await login('officer', 'guess', ELSEWHERE);
    await login('officer', PASSWORD, HERE);
    expect((await audit()).slice(before)).toMatchObject([
      {
        action: 'sign-in',
        subject: 'username=officer',
        outcome: 'refused',
        status: 401,
        address: ELSEWHERE,
      },
      {
        action: 'sign-in',
        subject: 'username=officer',
        outcome: 'succeeded',
        status: 200,
        address: HERE,
      },
    ]);
  });

  it('never holds what was typed in place of a username', async () => {
    const before = (await audit()).length;
    await login('My-Secret-Password', 'officer');
    const [row] = (await audit()).slice(before);
    expect(row).toMatchObject({ actor_id: null, role: null, outcome: 'refused' });
    expect(row?.['subject']).toMatch(/^unknown:[0-9a-f]{16}$/);
  });

  it('notes a lock once, however long somebody hammers on', async () => {
    const before = (await audit()).length;
    for (let i = 0; i < 12; i += 1) await login('officer', `guess-${i}`);
    const outcomes = (await audit()).slice(before).map((row) => row['outcome']);
    expect(outcomes).toEqual([...Array<string>(5).fill('refused'), 'locked']);
  });

  it('holds commands and sign-outs with the id of the account', async () => {
    const token = await tokenOf('officer');
    const before = (await audit()).length;
    await registry.send('post', 'things/thing.7/corrections', { token }).send({});
    await registry.send('post', 'auth/logout', { token });
    const [id] = await registry.dataSource.query<{ id: string }[]>(
      `select id from accounts.account where username = 'officer'`,
    );
    expect((await audit()).slice(before)).toMatchObject([
      {
        actor_id: id?.id,
        role: 'officer',
        action: 'POST /api/v1/things/:id/corrections',
        subject: 'id=thing.7',
        outcome: 'succeeded',
        status: 201,
      },
      { action: 'POST /api/v1/auth/logout', outcome: 'succeeded', status: 200 },
    ]);
  });

  it.each([
    `update accounts.audit set outcome = 'succeeded'`,
    `delete from accounts.audit`,
    `truncate accounts.audit`,
  ])('cannot be changed: %s', async (sql) => {
    const before = await audit();
    await expect(registry.dataSource.query(sql)).rejects.toThrow(/cannot be changed/);
    expect(await audit()).toEqual(before);
  });
});

it('no password and no token reached the log', async () => {
  const token = await tokenOf('officer');
  await login('officer', 'guess-the-secret');
  await statusOf(token);
  const log = registry.log.join('\n');
  for (const secret of [PASSWORD, 'guess-the-secret', token, '猕猴桃-香菇-山茱萸']) {
    expect(log).not.toContain(secret);
  }
});
