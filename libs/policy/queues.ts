import { getQueueToken } from '@nestjs/bullmq';
import type { Provider } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { DemandQueue, type DemandJob } from '#libs/runtime/queue/demand-queue.js';

/** Names of the queues, and the kinds of demands they carry. */
export const CHECK_JOBS = 'eligibility-check';
export const RUN_JOBS = 'eligibility-run';
export const IMPACT_JOBS = 'policy-impact';

/** DI tokens of the {@link DemandQueue}s. */
export const CHECK_QUEUE = Symbol('CHECK_QUEUE');
export const RUN_QUEUE = Symbol('RUN_QUEUE');
export const IMPACT_QUEUE = Symbol('IMPACT_QUEUE');

export const demandQueues: readonly Provider[] = [
  demandQueue(CHECK_QUEUE, CHECK_JOBS),
  demandQueue(RUN_QUEUE, RUN_JOBS),
  demandQueue(IMPACT_QUEUE, IMPACT_JOBS),
];

function demandQueue(token: symbol, name: string): Provider {
  return {
    provide: token,
    useFactory: (queue: Queue<DemandJob>) => new DemandQueue(queue),
    inject: [getQueueToken(name)],
  };
}
