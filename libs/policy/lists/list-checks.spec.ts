import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RefusalError } from '#libs/kernel/refusal.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { ListChecks, type ListCheckLimits } from './list-checks.js';
import { readDraft } from './read-draft.js';

const TEXT = readFileSync('seeds/county-2023/policy-list.yaml', 'utf8');
const TESTS = readFileSync('seeds/county-2023/policy-list.test.yaml', 'utf8');
const LIMITS: ListCheckLimits = { waiting: 1, longest: 60_000, idle: 60_000 };

describe('checking lists in a thread of its own', () => {
  let made: ListChecks[] = [];
  afterEach(async () => {
    await Promise.all(made.map((checks) => checks.onModuleDestroy()));
    made = [];
  });
  function checksWith(limits: ListCheckLimits = LIMITS): ListChecks {
    const checks = new ListChecks(new PolicyDictionary(), limits);
    made.push(checks);
    return checks;
  }
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof RefusalError ? error.refusal.code : String(error)),
    );
  const check = async (checks: ListChecks, text = TEXT) => checks.check({ text, tests: TESTS });

  it('answers as it would have at once', async () => {
    const { dictionary } = new PolicyDictionary();
    const wrong = TEXT.replace('op: gte', 'op: ge');
    for (const text of [TEXT, wrong, 'a: [1']) {
      const there = await check(checksWith(), text);
      expect(there).toEqual(readDraft({ text, tests: TESTS }, dictionary));
    }
  });

  it('leaves the one who asks free to do other things meanwhile', async () => {
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    await check(checksWith());
    clearInterval(turning);
    expect(turns).toBeGreaterThan(20);
  });

  it('gives what it began ahead to the first who asks, and checks anew for the next', async () => {
    const limits = { ...LIMITS };
    const checks = checksWith(limits);
    checks.begin({ text: TEXT, tests: TESTS });
    // From here on no check is in time any more.
    limits.longest = 5;
    const first = code(check(checks));
    expect([await first, await code(check(checks))]).toEqual(['done', 'list-check-failed']);
  });

  it('tells a failure of what began ahead to whoever asks for it, and to nobody else', async () => {
    const limits = { ...LIMITS, longest: 5 };
    const checks = checksWith(limits);
    checks.begin({ text: TEXT, tests: TESTS });
    limits.longest = LIMITS.longest;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await code(check(checks))).toBe('list-check-failed');
    expect(await code(check(checks))).toBe('done');
  });

  it('lets few wait, and refuses more', async () => {
    const checks = checksWith();
    const outcomes = await Promise.all([1, 2, 3].map(() => code(check(checks))));
    expect(outcomes).toEqual(['done', 'done', 'list-checks-busy']);
    expect(await code(check(checks))).toBe('done');
  });

  it('ends what takes too long, and goes on with the next', async () => {
    const checks = checksWith({ ...LIMITS, longest: 5 });
    expect(await code(check(checks))).toBe('list-check-failed');
    expect(await code(check(checks))).toBe('list-check-failed');
  });

  it('ends its thread when there is nothing to do, and begins another when there is', async () => {
    const checks = checksWith({ ...LIMITS, idle: 1 });
    expect(await code(check(checks))).toBe('done');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await code(check(checks))).toBe('done');
  });

  it('tells those who wait when the program stops', async () => {
    const checks = checksWith();
    const waiting = [1, 2].map(() => code(check(checks)));
    await checks.onModuleDestroy();
    expect(await Promise.all(waiting)).toEqual(['list-check-failed', 'list-check-failed']);
  });
});
