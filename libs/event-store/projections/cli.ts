import type { Pool } from 'pg';
import type { EventStore } from '../port.js';
import { BuildRunning, buildGeneration } from './build-generation.js';
import type { ProjectionDefinition } from './projection.js';
import { ProjectionMonitor, type ProjectionStatus } from './projection-monitor.js';
import { ProjectionSignal } from './projection-signal.js';
import { allProjections } from './projection-runners.js';

export interface ProjectionsCli {
  readonly pool: Pool;
  readonly store: EventStore;
  /** The projections of all slices; the record clock is added. */
  readonly definitions: readonly ProjectionDefinition[];
  /** Writes a line, or with `\r` in front rewrites the last one. */
  readonly write: (text: string) => void;
  /** Pause between the two looks of `status` that a rate takes, ms; default 1 s. */
  readonly betweenLooksMs?: number;
}

const USAGE = `用法：
  npm run projections -- status           各投影的位置、滞后、速率与状态
  npm run projections -- rebuild <名称>    在现有表旁重建，完成后切换（rebuild all 重建全部）
`;
const STATES = { running: '正常', 'catching-up': '追赶中', stopped: '已停止' } as const;
const BAR = 30;
const BETWEEN_LOOKS = 1_000;

/**
 * `npm run projections -- status | rebuild <name>|all`.
 * @param argv what follows the script's name
 * @returns the exit code: 0 done, 1 failed, 2 not understood
 */
export async function runProjectionsCli(
  cli: ProjectionsCli,
  argv: readonly string[],
): Promise<number> {
  const all = allProjections(cli.definitions);
  const [command, name, ...rest] = argv;
  if (command === 'status' && name === undefined) return printStatus(cli, all);
  if (command !== 'rebuild' || name === undefined || rest.length > 0) {
    cli.write(USAGE);
    return 2;
  }
  const chosen = name === 'all' ? all : all.filter((definition) => definition.name === name);
  if (chosen.length === 0) {
    cli.write(`没有名为 ${name} 的投影；可选：${all.map((d) => d.name).join('、')}\n`);
    return 2;
  }
  for (const definition of chosen) if (!(await rebuild(cli, definition))) return 1;
  return 0;
}

/** Looks twice, so that it can tell how fast each is moving. */
async function printStatus(
  { pool, store, write, betweenLooksMs = BETWEEN_LOOKS }: ProjectionsCli,
  all: readonly ProjectionDefinition[],
): Promise<number> {
  const monitor = new ProjectionMonitor(pool, store, all);
  const before = await monitor.status();
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  const statuses = await monitor.status();
  const seconds = (performance.now() - started) / 1000;
  statuses.forEach((status, index) => {
    const rate = Math.max(0, (movedTo(status) - movedTo(before[index])) / seconds);
    write(`${describe(status, rate)}\n`);
  });
  return statuses.some((status) => status.error !== null) ? 1 : 0;
}

/** What moves: the tables that are being built, when there are some; otherwise those that answer. */
function movedTo(status: ProjectionStatus | undefined): number {
  return Number(status?.building ?? status?.position ?? 0);
}

/** @param rate events a second that were worked on between the two looks */
function describe(status: ProjectionStatus, rate: number): string {
  const { name, version, position, head, lag, state, error, failedPosition, building } = status;
  const label = state === 'stopped' && error === null ? '无进程运行' : STATES[state];
  const left = Number(head - (building ?? position));
  const parts = [
    name.padEnd(16),
    `v${version}`,
    `位置 ${position}/${head}`,
    `滞后 ${lag}`,
    speed(left, rate),
    label,
    ...(building === null ? [] : [`重建中 ${building}`]),
    ...(error === null ? [] : [`原因（位置 ${failedPosition ?? '不明'}）：${error}`]),
  ];
  return parts.join('  ');
}

/** Events a second, and how long what is left takes at this rate. */
function speed(left: number, rate: number): string {
  const rest = left > 0 && rate > 0 ? `，尚需约 ${Math.ceil(left / rate)} 秒` : '';
  return `速率 ${Math.round(rate)} 条/秒${rest}`;
}

async function rebuild(
  { pool, store, write }: ProjectionsCli,
  definition: ProjectionDefinition,
): Promise<boolean> {
  const { name } = definition;
  const started = Date.now();
  try {
    const tools = { pool, store, signal: new ProjectionSignal() };
    await buildGeneration(tools, definition, {
      onProgress: (position, head) => {
        const rate = Number(position) / Math.max(0.001, (Date.now() - started) / 1000);
        const progress = `${bar(position, head)} ${position}/${head}`;
        // Spaces, so that a shorter line covers a longer one.
        write(`\r${name.padEnd(16)} ${progress}  ${speed(Number(head - position), rate)}    `);
      },
    });
    write(`\n${name} 已重建并切换，用时 ${((Date.now() - started) / 1000).toFixed(1)} 秒\n`);
    return true;
  } catch (error) {
    const reason =
      error instanceof BuildRunning
        ? '另一进程正在重建它'
        : error instanceof Error
          ? error.message
          : '原因不明';
    write(`\n${name} 未能重建：${reason}；现有的表保持不变\n`);
    return false;
  }
}

function bar(position: bigint, head: bigint): string {
  const share = head > 0n ? Number((position * 1000n) / head) / 1000 : 1;
  const full = Math.min(BAR, Math.round(share * BAR));
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
}
