import type { Pool } from 'pg';
import type { MigrationClass } from '#libs/runtime/database/migrations.js';
import { EventStoreUnavailable } from '../port.js';
import { copyLedger, CopyRefused } from './copy-ledger.js';
import {
  isCopyAddress,
  isDatabaseAddress,
  openRegistryFrom,
  openRegistryTo,
  openSource,
  openTarget,
} from './copy-ends.js';
import { COMMAND_TABLES, type MovedTable } from './copy-tables.js';
import { loaderFor } from './loader-for.js';

export interface CopyCli {
  /** Brings a PostgreSQL target up to date. */
  readonly migrations: readonly MigrationClass[];
  /** Tables of the registry that move beside the events and the command log. */
  readonly tables: readonly MovedTable[];
  /** Data directory that `embedded` means. */
  readonly dataDir: string;
  /** Configured name, for a KurrentDB when `--ledger` is left out. */
  readonly ledger: string;
  readonly write: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export const COPY_USAGE = `  npm run ledger -- copy --from <地址> --to <地址> [--ledger <名称>]
                         [--registry-from <登记库>] [--registry-to <登记库>]
      把台账拷到另一个库并核对；可随时中断，重新运行即接着拷
      地址：postgres://…、kurrentdb://…（或 esdb://…）、embedded（DATA_DIR 里的内置 PostgreSQL）、embedded:<目录>
      登记库：存命令记录、编号、账号与审计的 PostgreSQL；一端是 KurrentDB 时另外指明，不指明则这些不移动
`;

/**
 * `npm run ledger -- copy --from <address> --to <address> [--ledger <name>]`.
 * @param argv what follows `copy`
 * @returns the exit code: 0 copied and compared, 1 refused, failed or stopped, 2 not understood
 */
export async function runCopy(cli: CopyCli, argv: readonly string[]): Promise<number> {
  const wanted = readArguments(argv);
  if (wanted === undefined) {
    cli.write(`无法识别：${argv.map(shown).join(' ')}\n用法：\n${COPY_USAGE}`);
    return 2;
  }
  try {
    await copy(cli, wanted);
    return 0;
  } catch (error) {
    const message = explain(error, cli.signal);
    if (message === undefined) throw error;
    cli.write(`\n${message}\n`);
    return 1;
  }
}

async function copy(cli: CopyCli, wanted: Arguments): Promise<void> {
  const { dataDir, migrations, write, signal } = cli;
  const { from, to, ledger } = wanted;
  const open: { close(): Promise<void> }[] = [];
  const opened = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const one = await opening;
    open.unshift(one);
    return one;
  };
  try {
    const named = isKurrentDb(from) ? (ledger ?? cli.ledger) : ledger;
    const source = await opened(openSource(from, { ledger: named, dataDir }));
    const target = await opened(openTarget(to, { ledger: source.ledger, dataDir, migrations }));
    const { registryFrom, registryTo } = wanted;
    const { ledgerId } = target.store;
    const writeTo = { dataDir, migrations, ledgerId };
    const registry = {
      from: registryFrom
        ? (await opened(openRegistryFrom(registryFrom, dataDir))).pool
        : source.pool,
      to: registryTo ? (await opened(openRegistryTo(registryTo, writeTo))).pool : target.pool,
    };
    write(`台账 ${source.ledger}：从 ${source.label} 到 ${target.label}\n`);
    await copyLedger({
      source,
      target,
      registry: both(registry),
      loader: loaderFor(target),
      tables: [...COMMAND_TABLES, ...cli.tables],
      write,
      signal,
    });
  } finally {
    for (const one of open) await one.close();
  }
}

function both({ from, to }: { from: Pool | undefined; to: Pool | undefined }) {
  return from && to ? { from, to } : undefined;
}

/** For the person at the terminal; undefined for what only a programmer can do something about. */
function explain(error: unknown, signal: AbortSignal | undefined): string | undefined {
  const again = '重新运行同一命令即可接着拷';
  if (signal?.aborted) return `已按要求停下；已拷贝的保留，${again}`;
  if (error instanceof CopyRefused) return error.message;
  if (error instanceof EventStoreUnavailable) return `连接不上（${error.message}）；${again}`;
  if (!(error instanceof Error) || error.cause === undefined) return undefined;
  return `${error.message}；${again}`;
}

interface Arguments {
  readonly from: string;
  readonly to: string;
  readonly ledger: string | undefined;
  readonly registryFrom: string | undefined;
  readonly registryTo: string | undefined;
}

const OPTIONS = ['--from', '--to', '--ledger', '--registry-from', '--registry-to'];

function readArguments(argv: readonly string[]): Arguments | undefined {
  const given = new Map<string, string>();
  for (let i = 0; i < argv.length; i += 2) {
    const [option = '', value] = [argv[i], argv[i + 1]];
    if (!OPTIONS.includes(option) || given.has(option)) return undefined;
    if (value === undefined || value === '') return undefined;
    given.set(option, value);
  }
  const [from, to, ledger] = [given.get('--from'), given.get('--to'), given.get('--ledger')];
  const [registryFrom, registryTo] = [given.get('--registry-from'), given.get('--registry-to')];
  if (from === undefined || to === undefined) return undefined;
  if (!isCopyAddress(from) || !isCopyAddress(to)) return undefined;
  if (ledger !== undefined && !/^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(ledger)) return undefined;
  if (![registryFrom, registryTo].every((one) => one === undefined || isDatabaseAddress(one))) {
    return undefined;
  }
  return { from, to, ledger, registryFrom, registryTo };
}

function isKurrentDb(address: string): boolean {
  return /^(kurrentdb|esdb)/i.test(address);
}

/** An address may hold a password. */
function shown(argument: string): string {
  return argument.replace(/:\/\/[^@/]*@/, '://***@');
}
