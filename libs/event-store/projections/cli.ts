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
}

const USAGE = `用法：
  npm run projections -- status           各投影的位置、滞后与状态
  npm run projections -- rebuild <名称>    在现有表旁重建，完成后切换（rebuild all 重建全部）
`;
const STATES = { running: '正常', 'catching-up': '追赶中', stopped: '已停止' } as const;
const BAR = 30;

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

async function printStatus(
  { pool, store, write }: ProjectionsCli,
  all: readonly ProjectionDefinition[],
): Promise<number> {
  const statuses = await new ProjectionMonitor(pool, store, all).status();
  for (const status of statuses) write(`${describe(status)}\n`);
  return statuses.some((status) => status.error !== null) ? 1 : 0;
}

function describe(status: ProjectionStatus): string {
  const { name, version, position, head, lag, state, error, failedPosition, building } = status;
  const label = state === 'stopped' && error === null ? '无进程运行' : STATES[state];
  const parts = [
    name.padEnd(16),
    `v${version}`,
    `位置 ${position}/${head}`,
    `滞后 ${lag}`,
    label,
    ...(building === null ? [] : [`重建中 ${building}`]),
    ...(error === null ? [] : [`原因（位置 ${failedPosition ?? '不明'}）：${error}`]),
  ];
  return parts.join('  ');
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
        write(`\r${name.padEnd(16)} ${bar(position, head)} ${position}/${head}`);
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
