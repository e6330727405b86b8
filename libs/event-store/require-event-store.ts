import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDenied } from './event-store-denied.js';
import { shownAddress } from './kurrentdb/connection-string.js';
import { openKurrentDb, type EventStoreOptions } from './open-event-store.js';
import { EventStoreUnavailable } from './port.js';

/** Longest wait at start for a KurrentDB that is not up yet, ms. */
const STARTING = 60_000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 2_000;

/** The event store cannot be used at start; the (Chinese) message holds no password. */
export class EventStoreStartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EventStoreStartError';
  }
}

/**
 * Waits (bounded, with growing pauses) for a KurrentDB that is still starting. Events in PostgreSQL
 * need no store of their own, so then there is nothing to wait for.
 * @throws EventStoreStartError saying where and why it cannot be used
 */
export async function requireEventStore(
  { ledger, url }: EventStoreOptions,
  { waitMs = STARTING, say }: { waitMs?: number; say?: (line: string) => void } = {},
): Promise<void> {
  if (url === undefined) return;
  const deadline = Date.now() + waitMs;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      await tryOut(url, ledger);
      return;
    } catch (error) {
      // A wrong password or a missing certificate does not get better by waiting.
      const hopeless = !(error instanceof EventStoreUnavailable);
      if (!hopeless && pause === FIRST_PAUSE) {
        say?.(`KurrentDB（${shownAddress(url)}）尚未应答，等待中…`);
      }
      if (hopeless || Date.now() + pause > deadline) throw notUsable(url, error, waitMs);
      await sleep(pause);
    }
  }
}

/** Opening writes and reads streams; the whole log has rights of its own. */
async function tryOut(url: string, ledger: string): Promise<void> {
  const store = await openKurrentDb(url, { ledger });
  try {
    await store.horizon();
  } finally {
    await store.close();
  }
}

function notUsable(url: string, error: unknown, waitMs: number): EventStoreStartError {
  const where = `EVENT_STORE_URL 所指的 KurrentDB（${shownAddress(url)}）`;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof EventStoreDenied) {
    return new EventStoreStartError(
      `${where}拒绝了该用户：请检查用户和密码，并确认它可以读 $all（见 docs/how-to/run-on-kurrentdb.md）`,
      { cause: error },
    );
  }
  if (error instanceof EventStoreUnavailable) {
    return new EventStoreStartError(
      `${where}在 ${Math.round(waitMs / 1000)} 秒内没有应答（${reason}）：` +
        '请检查主机和端口、服务器是否已启动，以及 tls 参数是否与服务器一致',
      { cause: error },
    );
  }
  return new EventStoreStartError(`${where}无法使用：${reason}`, { cause: error });
}
