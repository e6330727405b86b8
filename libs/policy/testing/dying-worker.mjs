// Takes one job of a queue and does nothing with it until it is killed: the test kills it.
import { createPostgresBackend, createRedisBackend, Worker } from 'bullmq';

const [queue, connection, prefix] = process.argv.slice(2);
const settings = JSON.parse(connection);
const factory = 'connectionString' in settings ? createPostgresBackend : createRedisBackend;

const worker = new Worker(
  queue,
  async () => {
    process.send?.('taken');
    await new Promise(() => undefined);
  },
  { connection: settings, lockDuration: 2_000, ...(prefix ? { prefix } : {}) },
  factory,
);
worker.on('error', (error) => {
  console.error(error.message);
});
