import { type Role, ROLES } from '#libs/kernel/actor.js';
import { parseCreditCode } from '#libs/kernel/credit-code.js';
import { Issues } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { Account, AccountChange, AccountInput } from './account.js';
import { passwordFault } from './password-policy.js';
import { parseUsername, USERNAME_RULE } from './username.js';

export interface NewAccount {
  readonly username: string;
  readonly role: Role;
  readonly creditCode: string | undefined;
  /** Undefined: the registry makes one up. */
  readonly password: string | undefined;
}

/** What a change comes to: only what is to be different. */
export interface DecidedChange {
  readonly role?: Role;
  /** Null: taken away. */
  readonly creditCode?: string | null;
  readonly disabled?: boolean;
  /** A given password, or true when the registry is to make one up. */
  readonly password?: string | true;
}

export interface ChangeContext {
  /** Account id of whoever asks. */
  readonly by: string;
  /** How many other security administrators can still sign in. */
  readonly otherSecurityAdmins: number;
}

/** Reads what an account is to be made of; refuses (422) with every field that is wrong. */
export function readNewAccount(input: AccountInput): NewAccount | Refusal {
  const issues = new Issues();
  const username = parseUsername(input.username);
  if (username === undefined) issues.add('username', 'username', USERNAME_RULE);
  const role = readRole(input.role, issues);
  const creditCode = role && readCreditCode(role, input.creditCode, issues);
  const password = readPassword(input.password, username ?? '', issues);
  if (issues.any || username === undefined || role === undefined) return issues.refusal();
  return { username, role, creditCode, password };
}

/**
 * Decides a change of an account. An empty result means that nothing would be different.
 * Separation of duties: nobody changes their own account here, and one security administrator must
 * always remain.
 */
export function decideChange(
  account: Account,
  change: AccountChange,
  context: ChangeContext,
): DecidedChange | Refusal {
  const wanted = readChange(account, change);
  if (wanted instanceof Refusal) return wanted;
  const steps = withoutRepetition(account, wanted);
  if (Object.keys(steps).length === 0) return steps;
  return refuseByDuty(account, steps, context) ?? steps;
}

function readChange(account: Account, change: AccountChange): DecidedChange | Refusal {
  const issues = new Issues();
  const role = change.role === undefined ? account.role : readRole(change.role, issues);
  const given = change.creditCode ?? (role === 'enterprise' ? account.creditCode : undefined);
  const creditCode = role && readCreditCode(role, given, issues);
  const { disabled, resetPassword } = change;
  if (disabled !== undefined && typeof disabled !== 'boolean') {
    issues.add('disabled', 'not-a-boolean', 'disabled只能是true（停用）或false（启用）');
  }
  if (resetPassword !== undefined && resetPassword !== true) {
    issues.add('resetPassword', 'not-true', 'resetPassword只能是true；不重置密码时请去掉此项');
  }
  const password = readPassword(change.password, account.username, issues);
  if (issues.any || role === undefined) return issues.refusal();
  return {
    role,
    creditCode: creditCode ?? null,
    ...(typeof disabled === 'boolean' ? { disabled } : {}),
    ...(password !== undefined ? { password } : {}),
    ...(password === undefined && resetPassword === true ? { password: true as const } : {}),
  };
}

function withoutRepetition(account: Account, wanted: DecidedChange): DecidedChange {
  const { role, creditCode, disabled, password } = wanted;
  return {
    ...(role !== undefined && role !== account.role ? { role } : {}),
    ...(creditCode !== (account.creditCode ?? null) ? { creditCode } : {}),
    ...(disabled !== undefined && disabled !== account.disabled ? { disabled } : {}),
    ...(password !== undefined ? { password } : {}),
  };
}

function refuseByDuty(
  account: Account,
  steps: DecidedChange,
  context: ChangeContext,
): Refusal | undefined {
  const leaves = steps.disabled === true || steps.role !== undefined;
  const isAdmin = account.role === 'security-admin' && !account.disabled;
  if (leaves && isAdmin && context.otherSecurityAdmins === 0) {
    return Refusal.conflict(
      'last-security-admin',
      '这是最后一个可用的安全管理员账号，不能停用或改换角色；请先另建一个安全管理员账号',
    );
  }
  if (context.by === account.id) {
    return Refusal.conflict(
      'own-account',
      '不能修改自己的账号，请由另一名安全管理员办理；修改自己的密码请用“修改密码”',
    );
  }
  return undefined;
}

function readRole(input: unknown, issues: Issues): Role | undefined {
  const role = ROLES.find((each) => each === input);
  if (role === undefined) {
    issues.add('role', 'role', `角色须为以下之一：${ROLES.join('、')}；一个账号只有一个角色`);
  }
  return role;
}

function readCreditCode(role: Role, input: unknown, issues: Issues): string | undefined {
  if (role !== 'enterprise') {
    if (input !== undefined && input !== null) {
      issues.add('creditCode', 'not-an-enterprise', '只有企业角色的账号才有统一社会信用代码');
    }
    return undefined;
  }
  const code = parseCreditCode(input);
  if (!(code instanceof Refusal)) return code;
  for (const issue of code.errors) issues.add(issue.path, issue.code, issue.message);
  return undefined;
}

function readPassword(input: unknown, username: string, issues: Issues): string | undefined {
  if (input === undefined) return undefined;
  const fault = passwordFault(input, username);
  if (fault) issues.add('password', fault.code, fault.message);
  return typeof input === 'string' ? input : undefined;
}
