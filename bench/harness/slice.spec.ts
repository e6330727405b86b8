import { describe, expect, it } from '@jest/globals';
import { timed, workFor } from './slice.js';

describe('a slice of work', () => {
  it('counts what all clients did side by side', async () => {
    let events = 0;
    const start = performance.now();
    const rate = await workFor({
      clients: 32,
      seconds: 0.05,
      step: async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        events += 3;
        return 3;
      },
    });
    const seconds = (performance.now() - start) / 1000;
    expect(rate / (events / seconds)).toBeCloseTo(1, 1);
  });

  it('counts what was finished after the time was over, with the time that took', async () => {
    const rate = await workFor({
      clients: 1,
      seconds: 0.001,
      step: async () => {
        await new Promise((resolve) => setTimeout(resolve, 40));
        return 1;
      },
    });
    expect(rate).toBeLessThan(1 / 0.039);
  });

  it('takes the rate of a piece of work from what the work says it did', async () => {
    const rate = await timed(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return 100;
    });
    expect(rate).toBeGreaterThan(0);
    expect(rate).toBeLessThan(100 / 0.049);
  });
});
