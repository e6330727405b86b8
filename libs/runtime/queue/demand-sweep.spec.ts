import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DemandQueue } from './demand-queue.js';
import { DemandSweep, SWEEP_LIMIT } from './demand-sweep.js';

function queueOf(enqueue: (id: string) => Promise<void>): DemandQueue {
  return { name: 'test', enqueue } as unknown as DemandQueue;
}

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterAll(() => {
  Logger.overrideLogger(['error', 'warn']);
});

describe('the sweep', () => {
  it('enqueues what is open, oldest first, and asks for a bounded number', async () => {
    const enqueued: string[] = [];
    const limits: number[] = [];
    const sweep = new DemandSweep([
      {
        queue: queueOf((id) => Promise.resolve(void enqueued.push(id))),
        find: (limit) => {
          limits.push(limit);
          return Promise.resolve(['a', 'b']);
        },
      },
    ]);
    expect(await sweep.sweep()).toBe(2);
    expect(enqueued).toEqual(['a', 'b']);
    expect(limits).toEqual([SWEEP_LIMIT]);
  });

  it('of one kind that cannot be done does not keep the others from it', async () => {
    const enqueued: string[] = [];
    const good = queueOf((id) => Promise.resolve(void enqueued.push(id)));
    const sweep = new DemandSweep([
      { queue: good, find: () => Promise.reject(new Error('read model away')) },
      {
        queue: queueOf(() => Promise.reject(new Error('queue away'))),
        find: () => Promise.resolve(['x']),
      },
      { queue: good, find: () => Promise.resolve(['c']) },
    ]);
    expect(await sweep.sweep()).toBe(1);
    expect(enqueued).toEqual(['c']);
  });

  it('comes at the start and again and again, until it is stopped', async () => {
    const find = jest.fn(() => Promise.resolve<readonly string[]>([]));
    const sweep = new DemandSweep([{ queue: queueOf(() => Promise.resolve()), find }], 5);
    sweep.start();
    while (find.mock.calls.length < 3) await new Promise((resolve) => setTimeout(resolve, 2));
    await sweep.stop();
    const swept = find.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(find.mock.calls.length).toBe(swept);
  });

  it('that is stopped enqueues no more of what it has found', async () => {
    const enqueued: string[] = [];
    const sweep: DemandSweep = new DemandSweep([
      {
        queue: queueOf((id) => {
          enqueued.push(id);
          return id === 'a' ? sweep.stop() : Promise.resolve();
        }),
        find: () => Promise.resolve(['a', 'b']),
      },
    ]);
    await sweep.sweep();
    expect(enqueued).toEqual(['a']);
  });
});
