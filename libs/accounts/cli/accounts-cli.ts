import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { ROLES, SYSTEM_ACTOR } from '#libs/kernel/actor.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { ROLE_LABELS } from '#libs/runtime/auth/role-labels.js';
import { AccountAdmin, type AdministeredAccount, type Administrator } from '../account-admin.js';
import { AuditLog } from '../audit/audit-log.js';
import { Sessions } from '../sessions.js';

/** Where the command line reads and writes. */
export interface CliIo {
  out(line: string): void;
  error(line: string): void;
  /**
   * The password for an account, never echoed: an empty text to have one made up, undefined to
   * give up.
   */
  readPassword(prompt: string): Promise<string | undefined>;
}

const USAGE = [
  '用法：',
  '  npm run accounts -- create <用户名> --role <角色> [--credit-code <代码>] [--generate]',
  '  npm run accounts -- list',
  '  npm run accounts -- reset-password <用户名> [--generate]',
  '  npm run accounts -- disable <用户名>',
  '  npm run accounts -- enable <用户名>',
  `角色：${ROLES.map((role) => `${role}（${ROLE_LABELS[role]}）`).join('、')}`,
  '密码从终端或标准输入读取；留空或加 --generate 则由系统生成，只显示一次，首次登录须修改',
].join('\n');

/** As the audit trail names changes made on the machine itself. */
const OPERATOR: Administrator = { actor: SYSTEM_ACTOR, requestId: '', address: 'command-line' };

class UsageError extends Error {}
class Cancelled extends Error {}

interface Arguments {
  readonly command: string;
  readonly username: string;
  readonly role: string | undefined;
  readonly creditCode: string | undefined;
  readonly generate: boolean;
}

/**
 * `npm run accounts`: makes the first security administrator and helps when nobody can sign in.
 * Goes by the same rules as the API, and its changes are audited too.
 * @returns exit code: 0 done, 1 refused (the reason was printed), 2 not understood
 */
export async function runAccountsCli(
  dataSource: DataSource,
  argv: readonly string[],
  io: CliIo,
): Promise<number> {
  try {
    await run(adminOf(dataSource), readArguments(argv), io);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      io.error(`${error.message}\n${USAGE}`);
      return 2;
    }
    if (error instanceof Cancelled) io.error('已取消，未作任何更改');
    else if (error instanceof RefusalError) io.error(error.refusal.detail);
    else throw error;
    return 1;
  }
}

function adminOf(dataSource: DataSource): AccountAdmin {
  // Sessions are only ended here, never opened, so no secret is needed.
  const sessions = new Sessions(dataSource, { sessionSecret: '' });
  return new AccountAdmin(dataSource, sessions, new AuditLog(dataSource));
}

async function run(admin: AccountAdmin, args: Arguments, io: CliIo): Promise<void> {
  const { command, username, role, creditCode } = args;
  switch (command) {
    case 'create': {
      const password = await passwordFor(args, io);
      report(
        await admin.create({ username, role, creditCode, ...password }, OPERATOR),
        '已建立',
        io,
      );
      return;
    }
    case 'list':
      return list(admin, io);
    case 'reset-password': {
      const given = await passwordFor(args, io);
      const change = given.password === undefined ? { resetPassword: true } : given;
      report(await admin.change(username, change, OPERATOR), '已重置密码', io);
      return;
    }
    case 'disable':
      report(await admin.change(username, { disabled: true }, OPERATOR), '已停用', io);
      return;
    case 'enable':
      report(await admin.change(username, { disabled: false }, OPERATOR), '已启用', io);
      return;
    default:
      throw new UsageError(command === '' ? '缺少命令' : `没有“${command}”这个命令`);
  }
}

async function passwordFor(args: Arguments, io: CliIo): Promise<{ password?: string }> {
  if (args.generate) return {};
  const password = await io.readPassword(`为 ${args.username} 设置密码（留空则由系统生成）：`);
  if (password === undefined) throw new Cancelled();
  return password === '' ? {} : { password };
}

function report({ account, initialPassword }: AdministeredAccount, done: string, io: CliIo): void {
  io.out(`${done}：${account.username}（${ROLE_LABELS[account.role]}）`);
  if (initialPassword === undefined) return;
  io.out(`初始密码：${initialPassword}`);
  io.out('此密码只显示这一次，首次登录后须修改');
}

async function list(admin: AccountAdmin, io: CliIo): Promise<void> {
  const pageSize = 200;
  for (let page = 1; ; page += 1) {
    const { items, total } = await admin.list({ page, pageSize });
    for (const { username, role, creditCode, disabledAt } of items) {
      io.out([username, role, creditCode ?? '', disabledAt ? '已停用' : ''].join('\t').trimEnd());
    }
    if (page * pageSize >= total) return;
  }
}

function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  const [command = '', username = '', ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`多余的参数：${rest.join(' ')}`);
  const needsName = command !== 'list' && command !== '';
  if (needsName && username === '') throw new UsageError('缺少用户名');
  if (!needsName && username !== '') throw new UsageError(`多余的参数：${username}`);
  const { role, 'credit-code': creditCode, generate = false } = values;
  return { command, username, role, creditCode, generate };
}

function parse(argv: readonly string[]): {
  values: { role?: string; 'credit-code'?: string; generate?: boolean };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        role: { type: 'string' },
        'credit-code': { type: 'string' },
        generate: { type: 'boolean' },
      },
    });
  } catch {
    throw new UsageError('有不认识的选项，或选项缺少值');
  }
}
