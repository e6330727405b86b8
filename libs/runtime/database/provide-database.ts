import type { RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

export interface ProvidedDatabase {
  readonly url: string;
  /** True when it is the embedded server of this or another process on the same data. */
  readonly embedded: boolean;
  /** Settled when an embedded server of ours has ended, asked or not. */
  readonly exited: Promise<void>;
  /** Call it last, after the application has closed. */
  stop(): Promise<void>;
}

/**
 * The database that the configuration asks for: the server at `DATABASE_URL`, or the embedded one.
 * @param options.attach use the embedded server of a registry that is running (command-line tools);
 *   otherwise a running registry on the same data is an error
 * @throws EmbeddedPostgresError saying what is in the way
 */
export async function provideDatabase(
  config: Pick<RegistryConfig, 'databaseUrl' | 'dataDir'>,
  options: { readonly attach?: boolean; readonly log?: (message: string) => void } = {},
): Promise<ProvidedDatabase> {
  if (config.databaseUrl !== undefined) {
    return {
      url: config.databaseUrl,
      embedded: false,
      exited: new Promise(() => undefined),
      stop: () => Promise.resolve(),
    };
  }
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, ...options });
  return { url: server.url, embedded: true, exited: server.exited, stop: () => server.stop() };
}
