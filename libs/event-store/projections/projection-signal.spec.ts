import { describe, expect, it } from '@jest/globals';
import { ProjectionSignal } from './projection-signal.js';

const LONG = 60_000;

describe('between projections and their readers', () => {
  it('a reader is told when one of its projections moves', async () => {
    const signal = new ProjectionSignal();
    const told = signal.next(['a', 'b'], LONG);
    signal.moved('b');
    await told;
  });

  it('a projection that rests is told when a reader begins to wait for it, or waits already', async () => {
    const signal = new ProjectionSignal();
    const { signal: abort } = new AbortController();
    const wanted = signal.wanted('a', LONG, abort);
    const reader = signal.next(['a'], LONG);
    await wanted;
    await signal.wanted('a', LONG, abort);
    signal.moved('a');
    await reader;
  });

  it('a projection rests on while readers wait for others only, until its time or its end', async () => {
    const signal = new ProjectionSignal();
    const abort = new AbortController();
    const reader = signal.next(['b'], LONG);
    const start = performance.now();
    await signal.wanted('a', 30, abort.signal);
    expect(performance.now() - start).toBeGreaterThan(25);
    const resting = signal.wanted('a', LONG, abort.signal);
    abort.abort();
    await resting;
    await signal.wanted('a', LONG, abort.signal);
    signal.moved('b');
    await reader;
  });
});
