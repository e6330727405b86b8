import { describe, expect, it } from '@jest/globals';
import { closeAll } from './shutdown.js';

describe('closing', () => {
  it('goes step by step, in order', async () => {
    const done: string[] = [];
    const step = (name: string, ms: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      done.push(name);
    };
    expect(await closeAll({ close: [step('application', 20), step('database', 0)] })).toBe(false);
    expect(done).toEqual(['application', 'database']);
  });

  it('goes on after a step that failed, and says so', async () => {
    const said: string[] = [];
    let reached = false;
    const failed = await closeAll({
      close: [
        () => Promise.reject(new Error('stuck')),
        () => {
          reached = true;
          return Promise.resolve();
        },
      ],
      log: (message) => said.push(message),
    });
    expect([failed, reached]).toEqual([true, true]);
    expect(said.join()).toContain('stuck');
  });

  it('does not wait for ever', async () => {
    const failed = await closeAll({ close: [() => new Promise(() => undefined)], limitMs: 10 });
    expect(failed).toBe(true);
  });
});
