import type { Pool } from 'pg';
import type { EventStore } from '../port.js';
import { carried } from './carried-event.js';
import { compareLedgers, type Comparison, type Difference } from './compare-ledgers.js';
import { copyTable, type MovedTable } from './copy-tables.js';
import type { EventLoader } from './event-loader.js';
import { eventPages } from './event-pages.js';

/** One end of a copy. */
export interface CopyEnd {
  /** For messages; holds no password. */
  readonly label: string;
  readonly store: EventStore;
  /** The database of a PostgreSQL end; undefined for KurrentDB. */
  readonly pool: Pool | undefined;
}

export interface CopyOptions {
  readonly source: CopyEnd;
  readonly target: CopyEnd;
  readonly loader: EventLoader;
  /** Where what is not events moves from and to; undefined: it does not move. */
  readonly registry?: { readonly from: Pool; readonly to: Pool } | undefined;
  /** What moves there. */
  readonly tables: readonly MovedTable[];
  /** Writes a line, or with `\r` in front rewrites the last one. */
  readonly write: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The copy may not be made, or did not come out the same; the message is Chinese. */
export class CopyRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CopyRefused';
  }
}

const SETTLING_PAUSE = 50;
const NOT_MOVED =
  '命令记录、已发编号、账号与审计在登记库（DATABASE_URL）中，本次未移动；' +
  '要一并移到新的登记库，请加 --registry-from、--registry-to（见 docs/how-to/move-a-ledger.md）';

/**
 * Copies what is settled in the source now behind what the target has of it already, and compares the
 * two from the beginning to the end. It may be stopped at any moment and started again: the target's
 * own content says how far it got.
 * @throws CopyRefused; EventStoreUnavailable
 */
export async function copyLedger(options: CopyOptions): Promise<void> {
  const { source, target, write } = options;
  if (source.store.ledgerId === target.store.ledgerId) {
    throw new CopyRefused(
      `来源与目标是同一本台账（${source.store.ledgerId}）：${source.label}；目标应为空的库，或此前拷贝到一半的库`,
    );
  }
  const upTo = await settledEnd(source.store);
  if (upTo === 0n)
    throw new CopyRefused(`来源 ${source.label} 没有事件；请检查地址与台账名（--ledger）`);
  const before = await compare(options, upTo, '比对目标已有的内容');
  refuseOther(before, target);
  if (before.same > 0) write(`目标已有 ${before.same} 个事件，与来源一致，接着拷贝\n`);
  const copied = before.sourceLonger ? await copyEvents(options, before, upTo) : 0;
  const after = before.sourceLonger ? await compare(options, upTo, '逐个核对') : before;
  refuseOther(after, target);
  if (after.sourceLonger || after.sourceHash !== after.targetHash) {
    throw new CopyRefused(`核对未通过：目标只有 ${after.same} 个事件；请重新运行同一命令`);
  }
  await copyTables(options);
  write(summaryOf(options, after, copied));
}

async function settledEnd(store: EventStore): Promise<bigint> {
  for (;;) {
    const { safe, closedAt } = await store.horizon();
    if (closedAt !== undefined) return safe;
    await new Promise((resolve) => setTimeout(resolve, SETTLING_PAUSE));
  }
}

async function compare(
  { source, target, write, signal }: CopyOptions,
  upTo: bigint,
  what: string,
): Promise<Comparison> {
  const onProgress = (position: bigint): void => {
    write(`\r${what}：来源位置 ${position}/${upTo}`);
  };
  const comparison = await compareLedgers({ store: source.store, upTo }, target.store, {
    signal,
    onProgress,
  });
  if (comparison.same > 0) write(`\r${what}：${comparison.same} 个事件，完成${' '.repeat(20)}\n`);
  return comparison;
}

function refuseOther({ difference, targetLonger, same }: Comparison, target: CopyEnd): void {
  if (difference) throw new CopyRefused(describeDifference(difference, same, target));
  if (targetLonger) {
    throw new CopyRefused(
      `目标 ${target.label} 在与来源相同的 ${same} 个事件之后还有别的事件，未作改动；` +
        '目标应为空的库，或此前从同一来源拷贝到一半、之后没有写入过的库',
    );
  }
}

const MEMBERS: Readonly<Record<string, string>> = {
  id: '事件号',
  stream: '流',
  revision: '流内序号',
  type: '类型',
  data: '内容',
  metadata: '元数据',
  recordedAt: '入账时间',
};

function describeDifference(
  { source, target, members }: Difference,
  same: number,
  { label }: CopyEnd,
): string {
  const names = members.map((member) => MEMBERS[member] ?? member).join('、');
  return (
    `目标 ${label} 的第 ${same + 1} 个事件与来源不同（${names}）：` +
    `来源位置 ${source.position} 流 ${source.stream} 事件 ${source.id}，` +
    `目标位置 ${target.position} 流 ${target.stream} 事件 ${target.id}；` +
    '目标已有别的内容，未作改动；请换一个空的目标'
  );
}

async function copyEvents(
  { source, target, loader, write, signal }: CopyOptions,
  { lastInSource, same }: Comparison,
  upTo: bigint,
): Promise<number> {
  const started = Date.now();
  let copied = 0;
  const pageSize = loader.chunkSize;
  for await (const events of eventPages(source.store, { after: lastInSource, upTo, pageSize })) {
    signal?.throwIfAborted();
    await loader.load(events.map(carried)).catch((error: unknown) => {
      throw notLoaded(error, same + copied, target);
    });
    copied += events.length;
    const rate = Math.round((copied * 1000) / Math.max(1, Date.now() - started));
    write(
      `\r已拷贝 ${same + copied} 个事件，来源位置 ${events.at(-1)?.position}/${upTo}，每秒 ${rate} 个`,
    );
  }
  write('\n');
  return copied;
}

/** What was loaded before stays, and is found again. */
function notLoaded(error: unknown, done: number, { label }: CopyEnd): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`写入目标 ${label} 失败（已拷贝 ${done} 个事件，保留）：${reason}`, {
    cause: error,
  });
}

async function copyTables({ registry, tables, write }: CopyOptions): Promise<void> {
  if (!registry) return;
  for (const table of tables) {
    const rows = await copyTable(registry.from, registry.to, table);
    write(`已带上 ${table.name}：${rows} 行\n`);
  }
}

function summaryOf(options: CopyOptions, after: Comparison, copied: number): string {
  const { source, target, registry } = options;
  const lines = [
    `核对通过：两边各 ${after.same} 个事件、${after.streams} 个流，事件号、顺序、流内序号、内容与入账时间一致`,
    `内容摘要（SHA-256）来源 ${after.sourceHash}`,
    `内容摘要（SHA-256）目标 ${after.targetHash}`,
    `本次拷贝 ${copied} 个事件；来源台账 ${source.store.ledgerId}，目标台账 ${target.store.ledgerId}`,
    '封印不随拷贝：目标启动后从头封印（位置不同）；请另记目标的链头',
    ...(registry ? [] : [NOT_MOVED]),
  ];
  return `${lines.join('\n')}\n`;
}
