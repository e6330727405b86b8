import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ROLES, type Role } from '#libs/kernel/actor.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { decideChange, readNewAccount } from './account-rules.js';
import type { Account, AccountChange } from './account.js';

const CODE = '91411323MAXX00015T';
const OTHER_CODE = '91411323MAXX00023M';

const officer: Account = { id: 'a-1', username: 'officer', role: 'officer', disabled: false };
const firm: Account = {
  id: 'a-2',
  username: 'firm',
  role: 'enterprise',
  creditCode: CODE,
  disabled: false,
};
const admin: Account = { id: 'a-3', username: 'secadmin', role: 'security-admin', disabled: false };

function issuesOf(answer: unknown): string[] {
  if (!(answer instanceof Refusal)) throw new Error('was accepted');
  return answer.errors.map(({ path, code }) => `${path}:${code}`);
}

function change(account: Account, wanted: AccountChange, by = 'a-9', others = 1): unknown {
  return decideChange(account, wanted, { by, otherSecurityAdmins: others });
}

describe('a new account', () => {
  it.each(ROLES.filter((role) => role !== 'enterprise'))('may be a %s', (role) => {
    expect(readNewAccount({ username: 'Clerk', role, password: 'tiger lamp river' })).toEqual({
      username: 'clerk',
      role,
      creditCode: undefined,
      password: 'tiger lamp river',
    });
  });

  it('may be an enterprise, with the one code it may see', () => {
    expect(
      readNewAccount({ username: 'firm', role: 'enterprise', creditCode: ` ${CODE} ` }),
    ).toEqual({ username: 'firm', role: 'enterprise', creditCode: CODE, password: undefined });
  });

  it.each([
    [{}, ['username:username', 'role:role']],
    [{ username: '张三', role: 'officer' }, ['username:username']],
    [{ username: 'clerk', role: 'admin' }, ['role:role']],
    [{ username: 'clerk', role: ['officer', 'auditor'] }, ['role:role']],
    [{ username: 'clerk', role: 'officer,auditor' }, ['role:role']],
    [{ username: 'clerk', role: 'system' }, ['role:role']],
    [{ username: 'firm', role: 'enterprise' }, ['creditCode:required']],
    [
      { username: 'firm', role: 'enterprise', creditCode: '91411323MAXX00015A' },
      ['creditCode:credit-code-check-digit'],
    ],
    [{ username: 'clerk', role: 'officer', creditCode: CODE }, ['creditCode:not-an-enterprise']],
    [{ username: 'clerk', role: 'officer', password: '123' }, ['password:password-too-short']],
    [
      { username: 'clerk', role: 'officer', password: 'clerk-of-the-bureau' },
      ['password:password-contains-username'],
    ],
    [{ username: 'clerk', role: 'officer', password: null }, ['password:required']],
  ])('%j is refused with every field that is wrong', (input, issues) => {
    expect(issuesOf(readNewAccount(input))).toEqual(issues);
  });

  it('never throws, and never comes out with two roles or a stray code', () => {
    fc.assert(
      fc.property(
        fc.record({
          username: fc.oneof(fc.anything(), fc.constant('clerk')),
          role: fc.oneof(fc.anything(), fc.constantFrom(...ROLES)),
          creditCode: fc.oneof(fc.anything(), fc.constant(CODE)),
          password: fc.oneof(fc.anything(), fc.constant('tiger lamp river')),
        }),
        (input) => {
          const account = readNewAccount(input);
          if (account instanceof Refusal) return;
          expect(ROLES).toContain(account.role);
          expect(account.creditCode !== undefined).toBe(account.role === 'enterprise');
        },
      ),
    );
  });
});

describe('a change', () => {
  it.each<[string, Account, AccountChange, object]>([
    ['nothing asked', officer, {}, {}],
    ['the same role', officer, { role: 'officer' }, {}],
    ['another role', officer, { role: 'statistician' }, { role: 'statistician' }],
    ['disabling', officer, { disabled: true }, { disabled: true }],
    ['enabling what is enabled', officer, { disabled: false }, {}],
    ['enabling', { ...officer, disabled: true }, { disabled: false }, { disabled: false }],
    [
      'a given password',
      officer,
      { password: 'tiger lamp river' },
      { password: 'tiger lamp river' },
    ],
    ['a made-up password', officer, { resetPassword: true }, { password: true }],
    ['another code', firm, { creditCode: OTHER_CODE }, { creditCode: OTHER_CODE }],
    ['the same code in lower case', firm, { creditCode: CODE.toLowerCase() }, {}],
    [
      'from enterprise to officer',
      firm,
      { role: 'officer' },
      { role: 'officer', creditCode: null },
    ],
    [
      'from officer to enterprise',
      officer,
      { role: 'enterprise', creditCode: CODE },
      { role: 'enterprise', creditCode: CODE },
    ],
    [
      'several at once',
      officer,
      { role: 'auditor', disabled: true, resetPassword: true },
      { role: 'auditor', disabled: true, password: true },
    ],
  ])('%s', (_name, account, wanted, decided) => {
    expect(change(account, wanted)).toEqual(decided);
  });

  it.each<[string, Account, AccountChange, string[]]>([
    ['a role that is none', officer, { role: 'root' }, ['role:role']],
    ['two roles', officer, { role: ['officer', 'auditor'] }, ['role:role']],
    ['an enterprise without a code', officer, { role: 'enterprise' }, ['creditCode:required']],
    ['a code for an officer', officer, { creditCode: CODE }, ['creditCode:not-an-enterprise']],
    ['a flag that is text', officer, { disabled: 'true' }, ['disabled:not-a-boolean']],
    ['no flag at all', officer, { disabled: null }, ['disabled:not-a-boolean']],
    ['a reset that is no', officer, { resetPassword: false }, ['resetPassword:not-true']],
    ['a weak password', officer, { password: 'password123' }, ['password:password-common']],
  ])('%s is refused', (_name, account, wanted, issues) => {
    expect(issuesOf(change(account, wanted))).toEqual(issues);
  });
});

describe('separation of duties', () => {
  const roles: Role[] = ROLES.filter((role) => role !== 'security-admin' && role !== 'enterprise');

  it.each(roles)('a security administrator cannot become %s by their own hand', (role) => {
    expect(change(admin, { role }, admin.id)).toMatchObject({ code: 'own-account' });
  });

  it.each<[string, AccountChange]>([
    ['disable themselves', { disabled: true }],
    ['give themselves a password past the check of the old one', { password: 'tiger lamp river' }],
    ['reset their own password', { resetPassword: true }],
  ])('a security administrator cannot %s', (_name, wanted) => {
    expect(change(admin, wanted, admin.id)).toMatchObject({
      kind: 'conflict',
      code: 'own-account',
    });
  });

  it.each<[string, AccountChange]>([
    ['disabled', { disabled: true }],
    ['given another role', { role: 'officer' }],
  ])('the last security administrator cannot be %s, by nobody', (_name, wanted) => {
    for (const by of ['a-9', 'system', admin.id]) {
      expect(change(admin, wanted, by, 0)).toMatchObject({ code: 'last-security-admin' });
    }
  });

  it('one of two security administrators can be', () => {
    expect(change(admin, { disabled: true }, 'a-9', 1)).toEqual({ disabled: true });
    expect(change(admin, { role: 'officer' }, 'a-9', 1)).toEqual({ role: 'officer' });
  });

  it('the last one can still be given a new password from the command line', () => {
    expect(change(admin, { resetPassword: true }, 'system', 0)).toEqual({ password: true });
  });

  it('a disabled security administrator does not count as the last one', () => {
    const former: Account = { ...admin, disabled: true };
    expect(change(former, { role: 'officer' }, 'a-9', 0)).toEqual({ role: 'officer' });
    expect(change(former, { disabled: false }, 'a-9', 0)).toEqual({ disabled: false });
  });

  it('asking for what is so already is never refused', () => {
    expect(change(admin, { role: 'security-admin', disabled: false }, admin.id, 0)).toEqual({});
  });
});
