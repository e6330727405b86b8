import type { EventStore } from '#libs/event-store/port.js';
import { BulkLoader, MOST_EVENTS, type LoadEvent } from '#libs/event-store/postgres/bulk-load.js';
import type { Lab } from '../harness/lab.js';
import { runRounds, type Contender } from '../harness/measure.js';
import type { BenchOptions } from '../harness/options.js';
import { rate, table } from '../harness/report.js';
import { workFor } from '../harness/slice.js';
import { spreadOf } from '../harness/verdict.js';
import { appendOneByOne, openOurs, type OurStore } from './ours.js';
import { eventOf, STREAM_LENGTH } from './workload.js';

const EVENTS = 5_000_000;
const CLIENTS = 8;
const PAGE = 1_000;

/** What a large ledger costs: appends, stream reads and a first page, beside an all but empty one. */
export async function benchLarge(
  lab: Lab,
  { rounds, seconds, scale }: BenchOptions,
  say: (line: string) => void,
): Promise<void> {
  const events = Math.ceil((EVENTS * scale) / MOST_EVENTS) * MOST_EVENTS;
  const large = await openOurs(lab, 'large', CLIENTS);
  const small = await openOurs(lab, 'small', CLIENTS);
  say(`\nlarge: loading ${rate(events)} events by COPY in chunks of ${rate(MOST_EVENTS)} …`);
  const start = performance.now();
  await load(large, events);
  await load(small, MOST_EVENTS);
  const took = (performance.now() - start) / 1000;
  say(`loaded in ${took.toFixed(0)} s (${rate(events / took)}/s), ${await sizeOf(large)}`);
  const slice = { clients: CLIENTS, seconds };
  const named = (what: string, size: string) => `${what}, ${size}`;
  const sides = [
    { size: 'large', of: large, streams: events / STREAM_LENGTH },
    { size: 'small', of: small, streams: MOST_EVENTS / STREAM_LENGTH },
  ];
  const contenders = sides.flatMap(({ size, of: { store }, streams }) => [
    appendOneByOne(named('append', size), store, slice),
    readingStreams(named('stream', size), store, streams, seconds),
    readingFirstPages(named('first page', size), store, seconds),
  ]);
  const measured = await runRounds(contenders, { rounds });
  const median = (name: string) =>
    spreadOf(measured.map((rates) => rates.get(name) ?? Number.NaN)).median;
  const rows = [
    ['append, 8 clients, events/s', 'append'],
    ['read a stream of 10, 8 clients, streams/s', 'stream'],
    [`first page of ${PAGE}, 1 client, pages/s`, 'first page'],
  ].map(([label = '', what = '']) => {
    const [of, to] = [median(named(what, 'large')), median(named(what, 'small'))];
    return [label, rate(of), rate(to), (of / to).toFixed(2)];
  });
  say(table([['', rate(events), rate(MOST_EVENTS), 'ratio'], ...rows]));
  await large.close();
  await small.close();
  await lab.dropDatabases();
}

async function load({ pool }: OurStore, events: number): Promise<void> {
  const loader = new BulkLoader(pool);
  for (let at = 0; at < events; at += MOST_EVENTS) {
    const chunk = Array.from({ length: MOST_EVENTS }, (_, index): LoadEvent => {
      const n = at + index;
      const stream = `recognition-${Math.floor(n / STREAM_LENGTH)}`;
      return { ...eventOf(n), stream, revision: BigInt(n % STREAM_LENGTH) };
    });
    await loader.load(chunk);
  }
  await pool.query('vacuum analyze es.event');
  await pool.query('checkpoint');
}

async function sizeOf({ pool }: OurStore): Promise<string> {
  const sql = 'select pg_size_pretty(pg_database_size(current_database())) as size';
  const { rows } = await pool.query<{ size: string }>(sql);
  return `${rows[0]?.size ?? '?'} with indexes`;
}

function readingStreams(
  name: string,
  store: EventStore,
  streams: number,
  seconds: number,
): Contender {
  const step = async () => {
    const events = await store.readStream(`recognition-${Math.floor(Math.random() * streams)}`);
    if (events.length !== STREAM_LENGTH) throw new Error('a stream is not as it was written');
    return 1;
  };
  return { name, run: () => workFor({ clients: CLIENTS, seconds, step }) };
}

function readingFirstPages(name: string, store: EventStore, seconds: number): Contender {
  const step = async () => {
    const page = await store.readAll({ after: 0n, limit: PAGE });
    if (page.events.length !== PAGE) throw new Error('the first page is not full');
    return 1;
  };
  return { name, run: () => workFor({ clients: 1, seconds, step }) };
}
