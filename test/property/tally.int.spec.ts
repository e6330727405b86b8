import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IndicatorTally } from '#libs/targets/queries.js';
import { ledgers, questions, type QuestionChoice } from './ledger-commands.js';
import { playLedger } from './play-ledger.js';
import {
  referenceTally,
  type ReferenceIndicator,
  type ReferenceQuestion,
} from './reference-tally.js';
import { TallyBench } from './tally-bench.js';

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
          for (const choice of asked) await compare(bench, positioned(bench, choice));
        },
      ),
      { numRuns: RUNS, seed: SEED, endOnFailure: process.env['TALLY_SHRINK'] !== '1' },
    );
  }, 300_000);
});

function positioned(bench: TallyBench, { known, ...rest }: QuestionChoice): ReferenceQuestion {
  const count = Math.round((bench.events.length * known) / 100);
  return { ...rest, position: bench.events[count - 1]?.position ?? 0n };
}

async function compare(bench: TallyBench, question: ReferenceQuestion): Promise<void> {
  const expected = referenceTally(bench.events, question);
  const answer = await bench.tally(question);
  const told = expected.map(({ evidence, ...rest }) => ({
    ...rest,
    evidenceCount: evidence.length,
  }));
  expect({ question, indicators: answer.indicators.map(comparable) }).toEqual({
    question,
    indicators: told,
  });
  for (const indicator of expected) await compareEvidence(bench, question, indicator);
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

async function compareEvidence(
  bench: TallyBench,
  question: ReferenceQuestion,
  { code, actual, evidence, timeProgress }: ReferenceIndicator,
): Promise<void> {
  const { items, total } = await bench.evidence(question, code);
  const ids = items.map((item) => item.recognitionId ?? item.eventId);
  expect({ code, question, ids }).toEqual({ code, question, ids: [...evidence] });
  expect(total).toBe(evidence.length);
  const isGrowth = timeProgress === null;
  if (isGrowth) return;
  const sum = items.reduce((fen, item) => fen + hundredths(item.contribution ?? ''), 0n);
  expect(sum).toBe(hundredths(actual ?? ''));
}

function hundredths(text: string): bigint {
  const [whole = '', part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(2, '0'));
}
