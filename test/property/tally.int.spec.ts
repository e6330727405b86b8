import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IndicatorTally } from '#libs/targets/queries.js';
import { ledgers, questions, type QuestionChoice } from './ledger-commands.js';
import { playLedger } from './play-ledger.js';
import { referenceTally, type ReferenceQuestion } from './reference-tally.js';
import { ProjectionBench } from '../slices/projection-bench.js';
import { PROJECTIONS, TallyBench } from './tally-bench.js';

/**
 * TALLY_SEED repeats a run that failed (its seed is in the report); TALLY_SHRINK=1 looks for the
 * smallest ledger that fails, which takes minutes.
 */
const SEED = Number(process.env['TALLY_SEED'] ?? Date.now() % 2_147_483_647);
const RUNS = Number(process.env['TALLY_RUNS'] ?? 200);

describe('the tally', () => {
  let bench: TallyBench;
  beforeAll(async () => {
    bench = await TallyBench.open();
  });
  afterAll(() => bench.close());

  it(`of ${RUNS} random ledgers is what folding their events by hand gives, as of any day and as known at any position`, async () => {
    await fc.assert(
      fc.asyncProperty(
        ledgers,
        fc.array(questions, { minLength: 3, maxLength: 3 }),
        async (commands, asked) => {
          await bench.startOver();
          await playLedger(bench, commands);
          await bench.settle();
          const all = asked.map((choice) => positioned(bench, choice));
          for (const question of all) await compareTally(bench, question);
          for (const question of all.slice(0, 1)) await compareEvidence(bench, question);
        },
      ),
      { numRuns: RUNS, seed: SEED, endOnFailure: process.env['TALLY_SHRINK'] !== '1' },
    );
  }, 300_000);

  it('keeps the same tables whatever pages the events come in', async () => {
    const pages = await ProjectionBench.open();
    await fc.assert(
      fc.asyncProperty(ledgers, fc.integer({ min: 2, max: 9 }), async (commands, size) => {
        await bench.startOver();
        await playLedger(bench, commands);
        await bench.settle();
        const dumps = [];
        for (const pageSize of [1, size, 1000]) {
          const tables = await pages.build(PROJECTIONS, bench.events, pageSize);
          dumps.push(await tables.dump(PROJECTIONS));
        }
        expect(dumps[1]).toEqual(dumps[0]);
        expect(dumps[2]).toEqual(dumps[0]);
      }),
      { numRuns: 10, seed: SEED, endOnFailure: true },
    );
    await pages.close();
  }, 120_000);
});

function positioned(bench: TallyBench, { known, ...rest }: QuestionChoice): ReferenceQuestion {
  const count = Math.round((bench.events.length * known) / 100);
  return { ...rest, position: bench.events[count - 1]?.position ?? 0n };
}

async function compareTally(bench: TallyBench, question: ReferenceQuestion): Promise<void> {
  const answer = await bench.tally(question);
  const told = referenceTally(bench.events, question).map(({ evidence, ...rest }) => ({
    ...rest,
    evidenceCount: evidence.length,
  }));
  expect({ question, indicators: answer.indicators.map(comparable) }).toEqual({
    question,
    indicators: told,
  });
}

function comparable(indicator: IndicatorTally): object {
  const { code, actual, completion, timeProgress, ahead, status, evidenceCount } = indicator;
  const { breakdown, gapPoints, latestPublished } = indicator;
  return {
    code,
    actual,
    completion,
    timeProgress,
    ahead,
    status,
    evidenceCount,
    ...(breakdown === undefined ? {} : { breakdown }),
    ...(gapPoints === undefined ? {} : { gapPoints }),
    ...(latestPublished === undefined ? {} : { latestPublished }),
  };
}

async function compareEvidence(bench: TallyBench, question: ReferenceQuestion): Promise<void> {
  for (const { code, actual, evidence, timeProgress } of referenceTally(bench.events, question)) {
    const { items, total } = await bench.evidence(question, code);
    const ids = items.map((item) => item.recognitionId ?? item.eventId);
    expect({ code, question, ids }).toEqual({ code, question, ids: [...evidence] });
    expect(total).toBe(evidence.length);
    const isGrowth = timeProgress === null;
    if (isGrowth) continue;
    const sum = items.reduce((fen, item) => fen + hundredths(item.contribution ?? ''), 0n);
    expect(sum).toBe(hundredths(actual ?? ''));
  }
}

function hundredths(text: string): bigint {
  const [whole = '', part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(2, '0'));
}
