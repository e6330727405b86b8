import 'reflect-metadata';
import { reportStartFailure } from '#apps/shared/start-failure.js';
import { requireEventStore } from '#libs/event-store/require-event-store.js';
import { loadConfig } from '#libs/runtime/config/load-config.js';
import type { RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { requireReachable } from '#libs/runtime/database/migrations.js';
import { provideDatabase } from '#libs/runtime/database/provide-database.js';
import { limitHeapGrowth } from '#libs/runtime/heap-growth.js';
import { closeOnSignal } from '#libs/runtime/http/shutdown.js';
import { seedDemo } from './seed-demo.js';
import { startRegistry } from './start-registry.js';
import { progressLine, welcome } from './welcome.js';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<void> {
  limitHeapGrowth();
  const config = configOrExit();
  const close: (() => Promise<void>)[] = [];
  // From here on Ctrl-C closes what is open by then, in reverse order of opening.
  const stopping = new AbortController();
  const end = closeOnSignal({
    close: [
      async () => {
        stopping.abort(new Interrupted());
        await starting.catch(() => undefined);
        for (const step of close.reverse()) await step();
      },
    ],
    log: say,
  });
  const starting = start(config, close, stopping.signal, (code) => void end(code));
  try {
    await starting;
  } catch (error) {
    if (error instanceof Interrupted) return;
    reportStartFailure(error);
    await end(1);
  }
}

/** Nothing is open yet, so there is nothing to close. */
function configOrExit(): RegistryConfig {
  try {
    return loadConfig();
  } catch (error) {
    reportStartFailure(error);
    process.exit(1);
  }
}

class Interrupted extends Error {}

async function start(
  config: RegistryConfig,
  close: (() => Promise<void>)[],
  signal: AbortSignal,
  end: (exitCode: number) => void,
): Promise<void> {
  const database = await provideDatabase(config, { log: say });
  close.push(() => database.stop());
  void database.exited.then(() => {
    if (signal.aborted) return;
    say('内嵌 PostgreSQL 意外停止，台账随之退出；重新启动即可，已确认的记录不会丢失');
    end(1);
  });
  signal.throwIfAborted();
  // Asked here, because Nest would add a stack trace to what is only a wrong address.
  await requireReachable(database.url);
  await requireEventStore({ ledger: config.ledger, url: config.eventStoreUrl }, { say });
  signal.throwIfAborted();
  if (config.demo) {
    await seedDemo(config, database.url, { signal, onProgress: progressLine(process.stdout) });
  }
  signal.throwIfAborted();
  const registry = await startRegistry(config, database.url);
  close.push(() => registry.close());
  say(welcome(config, registry.url, database.embedded));
}

await main();
