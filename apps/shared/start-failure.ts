import { EventStoreStartError } from '#libs/event-store/require-event-store.js';
import { ConfigError } from '#libs/runtime/config/registry-config.js';
import { EmbeddedPostgresError } from '#libs/runtime/database/embedded-postgres.js';
import { DatabaseStartError } from '#libs/runtime/database/migrations.js';
import { SeedingRefused } from '#seeds/seeding/seeded-so-far.js';

/** What stops the start and is for the person at the terminal, who needs no stack trace. */
const EXPECTED = [
  ConfigError,
  EmbeddedPostgresError,
  DatabaseStartError,
  EventStoreStartError,
  SeedingRefused,
];

/** Says on standard error why a process did not start, and what to do where we know. */
export function reportStartFailure(error: unknown): void {
  process.stderr.write(`${explain(error)}\n`);
}

function explain(error: unknown): string {
  if (EXPECTED.some((type) => error instanceof type)) return (error as Error).message;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'EADDRINUSE') return '端口已被占用：请停止占用它的程序，或用 PORT 指定另一个端口';
  if (code === 'EACCES') return '没有权限使用该端口：请用 PORT 指定 1024 以上的端口';
  return `启动失败：${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
