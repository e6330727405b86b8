import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryBus } from '@nestjs/cqrs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toNewEvent } from '#libs/event-store/command-runner.js';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { SYSTEM_ACTOR } from '#libs/kernel/actor.js';
import type { DomainEvent } from '#libs/kernel/event.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import { FiguresKnownAtHandler } from '#libs/statistics/figures-known-at.query.js';
import { figuresProjection } from '#libs/statistics/index.js';
import type { FiguresKnownAt } from '#libs/statistics/queries.js';
import { tallyProjection } from '#libs/targets/index.js';
import { TallyOf, type TallyAnswer } from '#libs/targets/queries.js';
import { TallyOfHandler } from '#libs/targets/tally/tally-of.query.js';
import { openPostgresSubject, type PostgresSubject } from '../contract/support/postgres-subject.js';
import { projectionHost } from '../contract/support/projection-host.js';
import { HOLDERS } from './ledger-commands.js';
import { positionKnownAt, referenceTally } from './reference-tally.js';

const WRITERS = 4;
const ROUNDS = 15;
/** Between two events of a writer, ms: the machine is to be busy, not drowned. */
const PAUSE = 10;
const AS_OF = '2023-12-31';

/** An answer, and the moment that was asked for. */
interface Asked {
  readonly knownAt: string;
  readonly answer: TallyAnswer;
}

describe('while others write', () => {
  let subject: PostgresSubject;
  let host: ReturnType<typeof projectionHost>;
  let handler: TallyOfHandler;
  let writing = true;

  beforeAll(async () => {
    subject = await openPostgresSubject();
    subject.pool.on('error', () => undefined);
    host = projectionHost(subject.pool, subject.store, [tallyProjection, figuresProjection]);
    await host.runners.start();
    const figures = new FiguresKnownAtHandler(host.models);
    const execute = (query: FiguresKnownAt) => figures.execute(query);
    handler = new TallyOfHandler(host.models, { execute } as unknown as QueryBus);
    for (const creditCode of HOLDERS) {
      const place = { creditCode, name: '样本企业', regionCode: '411323' };
      await append(`enterprise-${creditCode}`, 'enterprise.registered', place);
    }
  });
  afterAll(async () => {
    await host.runners.stop();
    await subject.dispose();
  });

  function append(stream: string, type: string, data: object) {
    const commandId = uuidV7();
    const event: DomainEvent = { type, schemaVersion: 1, data };
    const context = {
      commandId,
      actor: SYSTEM_ACTOR,
      now: new Date().toISOString(),
      correlationId: commandId,
      source: 'job' as const,
      bodyHash: '',
      idempotent: false,
    };
    const events = [toNewEvent(event, 0, context)];
    return subject.store.append({ stream, expected: 'any', events });
  }

  /** Records certificates one after the other and takes every third back again. */
  async function write(writer: number): Promise<void> {
    for (let n = 0; writing; n += 1) {
      const number = `GR${20_234_100}${writer}${String(n).padStart(3, '0')}`;
      const identity = { kind: 'high-tech-firm', number, creditCode: HOLDERS[n % HOLDERS.length] };
      const stream = `recognition-high-tech-firm.${number}`;
      await sleep(PAUSE);
      await append(stream, 'recognition.recorded', {
        ...identity,
        countingYear: 2023,
        countedOn: '2023-11-22',
        validFrom: '2023-11-22',
        validTo: '2026-11-22',
        attributes: { recognitionYear: 2023, issuedOn: '2023-11-22' },
        issued: false,
        source: { title: '样本' },
      });
      if (n % 3 === 0)
        await append(stream, 'recognition.withdrawn', { ...identity, reason: '误录' });
    }
  }

  const ask = (knownAt?: string): Promise<TallyAnswer> =>
    handler.execute(
      new TallyOf(
        '411323',
        2023,
        { asOf: AS_OF, ...(knownAt === undefined ? {} : { knownAt }) },
        new Date().toISOString(),
      ),
    );

  async function allEvents(): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (let after = 0n; ;) {
      const page = await subject.store.readAll({ after, limit: 1000 });
      events.push(...page.events);
      after = page.checkpoint;
      if (page.end) return events;
    }
  }

  it('the same question asked twice has the same answer, and it is what its prefix of the ledger says', async () => {
    const writers = Array.from({ length: WRITERS }, (_, n) => write(n));
    const asked: Asked[] = [];
    const askAll = () => Promise.all(asked.map(({ knownAt }) => ask(knownAt)));
    for (let round = 0; round < ROUNDS; round += 1) {
      const instant = new Date().toISOString();
      asked.push({ knownAt: instant, answer: await ask(instant) });
      const now = await ask();
      asked.push({ knownAt: now.position, answer: await ask(now.position) });
      expect(now.indicators).toEqual(asked.at(-1)?.answer.indicators);
    }
    const again = await askAll();
    expect(again).toEqual(asked.map(({ answer }) => answer));

    writing = false;
    await Promise.all(writers);
    const events = await allEvents();
    expect(events.length).toBeGreaterThan(3 * ROUNDS);
    for (const { knownAt, answer } of asked) {
      const position = BigInt(answer.position.split('.')[1] ?? '');
      const [told] = referenceTally(events, {
        region: '411323',
        year: 2023,
        asOf: AS_OF,
        position,
      });
      expect(answer.indicators[0]).toMatchObject({
        actual: told?.actual,
        breakdown: told?.breakdown,
        evidenceCount: told?.evidence.length,
      });
      if (knownAt.includes('T')) expect(positionKnownAt(events, knownAt)).toBe(position);
    }
    expect(await askAll()).toEqual(again);
  }, 120_000);
});
