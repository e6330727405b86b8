/** A process of its own that runs the embedded server until it is killed; for embedded-postgres.int.spec.ts. */
import { startEmbeddedPostgres } from '../embedded-postgres.js';

const [dataDir, mode] = process.argv.slice(2);

try {
  const server = await startEmbeddedPostgres({ dataDir: dataDir ?? '' });
  process.stdout.write(
    `${JSON.stringify({ url: server.url, pid: server.pid, uid: process.getuid?.() })}\n`,
  );
  if (mode === 'stop') await server.stop();
  else if (mode === 'exit') process.exit(0);
  else setInterval(() => undefined, 1_000);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
  process.exitCode = 1;
}
