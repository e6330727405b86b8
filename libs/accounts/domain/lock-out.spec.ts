import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LOCK_OUT, lockedUntil, secondsUntil } from './lock-out.js';

const MINUTE = 60_000;
const policy = { windowMs: 15 * MINUTE, perPair: 5, perAddress: 100 };

/** Instants from minutes. */
const at = (...minutes: number[]): number[] => minutes.map((minute) => minute * MINUTE);

function pairLock(failures: number[], now: number): number | undefined {
  return lockedUntil({ ofPair: failures, ofAddress: failures }, now, policy);
}

/** Lets an attacker try every `step` ms for `duration`; tells when a password was looked at. */
function hammer(step: number, duration: number): number[] {
  const tried: number[] = [];
  for (let now = 0; now <= duration; now += step) {
    if (pairLock(tried, now) === undefined) tried.push(now);
  }
  return tried;
}

describe('failures of one account from one address', () => {
  it.each([
    ['none', [], 0, undefined],
    ['four within a quarter of an hour', at(0, 1, 2, 3), 4, undefined],
    ['five within a quarter of an hour', at(0, 1, 2, 3, 4), 4, 19],
    ['five, seconds before the lock ends', at(0, 1, 2, 3, 4), 18.99, 19],
    ['five, when the lock has ended', at(0, 1, 2, 3, 4), 19, undefined],
    ['five spread over a quarter of an hour and more', at(0, 4, 8, 12, 15), 15, undefined],
    ['five at the same moment', at(7, 7, 7, 7, 7), 7, 22],
    ['one more after a lock', at(0, 1, 2, 3, 4, 19), 19, undefined],
    ['four more after a lock', at(0, 1, 2, 3, 4, 19, 19, 19, 19), 19, undefined],
    ['five more after a lock', at(0, 1, 2, 3, 4, 19, 19, 19, 19, 19), 19, 34],
    ['in any order', at(4, 0, 3, 1, 2), 4, 19],
  ])('%s', (_name, failures, now, minutes) => {
    expect(pairLock(failures, now * MINUTE)).toBe(
      minutes === undefined ? undefined : minutes * MINUTE,
    );
  });

  it('let an attacker look at no more than five passwords in any quarter of an hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 10 * MINUTE }), (step) => {
        const tried = hammer(step, 3 * 60 * MINUTE);
        for (const start of tried) {
          const inWindow = tried.filter((t) => t >= start && t < start + policy.windowMs);
          expect(inWindow.length).toBeLessThanOrEqual(policy.perPair);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('never lock for longer than the window from the last failure that counted', () => {
    const times = fc.array(fc.integer({ min: 0, max: 120 * MINUTE }), { maxLength: 80 });
    fc.assert(
      fc.property(times, times, fc.integer({ min: 0, max: 200 * MINUTE }), (pair, rest, now) => {
        const until = lockedUntil({ ofPair: pair, ofAddress: [...pair, ...rest] }, now, policy);
        if (until === undefined) return;
        expect(until).toBeGreaterThan(now);
        expect(until).toBeLessThanOrEqual(Math.max(...pair, ...rest) + policy.windowMs);
      }),
    );
  });
});

describe('failures from one address', () => {
  it('close it after a hundred, whatever the accounts', () => {
    const failures = Array.from({ length: 100 }, (_, i) => i * 1000);
    expect(lockedUntil({ ofPair: [], ofAddress: failures.slice(1) }, 100_000, policy)).toBe(
      undefined,
    );
    expect(lockedUntil({ ofPair: [], ofAddress: failures }, 100_000, policy)).toBe(
      99_000 + policy.windowMs,
    );
  });

  it('do not touch a pair elsewhere: an officer is not locked out by strangers', () => {
    // What strangers do counts on their addresses; the officer's lists are empty.
    expect(lockedUntil({ ofPair: [], ofAddress: [] }, 0, policy)).toBeUndefined();
  });
});

describe('what the registry uses', () => {
  it('is five per account and address, a hundred per address, a quarter of an hour', () => {
    expect(LOCK_OUT).toEqual(policy);
  });

  it.each([
    [1000, 0, 1],
    [1001, 0, 2],
    [0, 0, 1],
    [900_000, 0, 900],
    [5, 10, 1],
  ])('says Retry-After in whole seconds: until %i at %i is %i', (until, now, seconds) => {
    expect(secondsUntil(until, now)).toBe(seconds);
  });
});
