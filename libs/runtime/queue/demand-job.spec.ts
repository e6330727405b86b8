import { describe, expect, it, jest } from '@jest/globals';
import type { Logger } from '@nestjs/common';
import { DelayedError, UnrecoverableError, type Job } from 'bullmq';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { afterFailure, Hopeless, Interrupted, runDemandJob } from './demand-job.js';
import type { DemandJob } from './demand-queue.js';

function jobAt(attemptsMade: number, moveToDelayed = jest.fn()): Job<DemandJob> {
  return { data: { id: 'd1' }, attemptsMade, opts: { attempts: 3 }, moveToDelayed } as never;
}

function workOf(run: () => Promise<void>) {
  const given: [string, string][] = [];
  const giveUp = (id: string, reason: string) => Promise.resolve(void given.push([id, reason]));
  return { work: { run, giveUp }, given };
}

const broken = () => Promise.reject(new Error('ENOSPC /var/lib/registry'));

describe('a job of a demand', () => {
  it('that is done leaves nothing behind', async () => {
    const { work, given } = workOf(() => Promise.resolve());
    await expect(runDemandJob(jobAt(0), 't', work)).resolves.toBeUndefined();
    expect(given).toEqual([]);
  });

  it.each([0, 1])('that fails at attempt %d is left to be tried again', async (attempt) => {
    const { work, given } = workOf(broken);
    await expect(runDemandJob(jobAt(attempt), 't', work)).rejects.toThrow('ENOSPC');
    expect(given).toEqual([]);
  });

  it('that fails at its last attempt is recorded, without internals', async () => {
    const { work, given } = workOf(broken);
    await expect(runDemandJob(jobAt(2), 't', work)).rejects.toThrow('ENOSPC');
    expect(given).toEqual([['d1', '多次尝试后仍未完成（3 次），请稍后由系统管理员重试']]);
  });

  it('that was refused says the refusal; that nothing could be reached says nothing of it', async () => {
    const refused = workOf(() => Promise.reject(new RefusalError(Refusal.conflict('x', '已注销'))));
    await expect(runDemandJob(jobAt(2), 't', refused.work)).rejects.toThrow();
    expect(refused.given).toEqual([['d1', '已注销']]);
    const away = new Refusal('unavailable', 'read-model-behind', '读模型滞后');
    const behind = workOf(() => Promise.reject(new RefusalError(away)));
    await expect(runDemandJob(jobAt(2), 't', behind.work)).rejects.toThrow();
    expect(behind.given[0]?.[1]).toContain('多次尝试');
  });

  it('without hope ends at once, with its reason', async () => {
    const { work, given } = workOf(() => Promise.reject(new Hopeless('没有清单')));
    await expect(runDemandJob(jobAt(0), 't', work)).rejects.toBeInstanceOf(UnrecoverableError);
    expect(given).toEqual([['d1', '没有清单']]);
  });

  it('that is interrupted waits for the next worker and loses no attempt', async () => {
    const moveToDelayed = jest.fn();
    const { work, given } = workOf(() => Promise.reject(new Interrupted()));
    const running = runDemandJob(jobAt(2, moveToDelayed), 'token', work);
    await expect(running).rejects.toBeInstanceOf(DelayedError);
    expect(moveToDelayed).toHaveBeenCalledWith(expect.any(Number), 'token');
    expect(given).toEqual([]);
  });

  it('whose end cannot be recorded is not taken for done', async () => {
    const work = { run: broken, giveUp: () => Promise.reject(new Error('ledger away')) };
    await expect(runDemandJob(jobAt(2), 't', work)).rejects.toThrow('ledger away');
  });
});

describe('a failed attempt', () => {
  const logger = { warn: jest.fn(), error: jest.fn() } as unknown as Logger;

  it('of a job that kills its workers ends the demand', async () => {
    const { work, given } = workOf(broken);
    await afterFailure(jobAt(0), new Error('job stalled more than allowable limit'), work, logger);
    expect(given[0]?.[1]).toContain('多次中断');
  });

  it('of any other kind is only logged', async () => {
    const { work, given } = workOf(broken);
    await afterFailure(jobAt(0), new Error('x'), work, logger);
    await afterFailure(undefined, new Error('job stalled'), work, logger);
    expect(given).toEqual([]);
  });
});
