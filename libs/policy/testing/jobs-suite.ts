import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { getQueueToken } from '@nestjs/bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModuleBuilder } from '@nestjs/testing';
import type { Queue } from 'bullmq';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import { DemandQueue, type DemandJob } from '#libs/runtime/queue/demand-queue.js';
import { JobSources, type JobRow, type JobStatus } from '#libs/runtime/queue/job-sources.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { RequestEligibilityCheck, RequestEligibilityRun } from '../commands.js';
import { eligibilityCheckStream, eligibilityStream } from '../domain/events.js';
import type { ClauseResult, ListResult } from '../domain/result.js';
import { Evaluation } from '../facts/evaluation.js';
import { KnownFacts } from '../facts/known-facts.js';
import { AnswerCheck } from '../jobs/answer-check.js';
import { CHUNK } from '../jobs/run-county.js';
import { PublishedLists } from '../lists/published-lists.js';
import { EligibilityRunOf, StandingEligibility, type RunAnswer } from '../queries.js';
import { CHECK_JOBS, CHECK_QUEUE } from '../queues.js';
import { context, eventually, PolicyHost, type HostOptions } from './policy-host.js';

export interface Backend {
  readonly redisUrl?: string | undefined;
  /** Connection as BullMQ takes it, for a worker that is not ours. */
  readonly connection: (databaseUrl: string) => object;
  readonly prefix?: string;
}

/** Two attempts with hardly a wait: failing for good must not take a quarter of a minute. */
const HASTY = { attempts: 2, firstWait: 50 };

function hastily(builder: TestingModuleBuilder): TestingModuleBuilder {
  return builder.overrideProvider(CHECK_QUEUE).useFactory({
    factory: (queue: Queue<DemandJob>) => new DemandQueue(queue, HASTY),
    inject: [getQueueToken(CHECK_JOBS)],
  });
}

/** What jobs promise, whatever carries them. */
export function describeJobs(name: string, backend: () => Backend): void {
  describe(name, () => {
    let database: TestDatabase;
    let api: PolicyHost;
    let workers: PolicyHost[] = [];
    let strays: ChildProcess[] = [];
    let codes = 0;

    beforeAll(async () => {
      database = await createTestDatabase();
      api = await start({ projections: true });
      await api.publish();
    }, 60_000);

    afterEach(async () => {
      for (const stray of strays) stray.kill('SIGKILL');
      await Promise.all(workers.map((worker) => worker.stop()));
      [workers, strays] = [[], []];
    });

    afterAll(async () => {
      await api.stop();
      await database.drop();
    });

    function start(options: Omit<HostOptions, 'url'>): Promise<PolicyHost> {
      const { redisUrl } = backend();
      return PolicyHost.start({ url: database.url, redisUrl, change: hastily, ...options });
    }

    async function startWorker(options: Omit<HostOptions, 'url'> = {}): Promise<PolicyHost> {
      const worker = await start({ jobs: true, ...options });
      workers.push(worker);
      return worker;
    }

    async function newFirm(): Promise<string> {
      codes += 1;
      const creditCode = completeCreditCode(`91411323MAJ${String(codes).padStart(5, '0')}`);
      await api.register(creditCode);
      return creditCode;
    }

    const certificate = (creditCode: string, number: string) => ({
      kind: 'high-tech-firm',
      creditCode,
      number,
      attributes: { recognitionYear: 2023, issuedOn: '2023-11-22', first: true },
      source: { title: '样例公告' },
    });

    function clause(results: readonly ClauseResult[] | undefined, id: string): ClauseResult {
      const found = results?.find((result) => result.clause === id);
      if (!found) throw new Error(`no clause ${id}`);
      return found;
    }

    async function eventTypes(stream: string): Promise<readonly string[]> {
      return (await api.store.readStream(stream)).map((event) => event.type);
    }

    async function untilWaiting(count: number): Promise<void> {
      const waiting = () => api.queue(CHECK_JOBS).getJobCountByTypes('waiting', 'delayed');
      await eventually(waiting, (found) => found === count);
    }

    it('a check demanded in one process is answered with reasons by another', async () => {
      await startWorker();
      const firm = await newFirm();
      await api.record(certificate(firm, 'GR202341000123'));
      const id = await api.request(firm, '2023-11-30');
      const check = await api.answered(id);
      expect(check).toMatchObject({ status: 'completed', creditCode: firm, awardYear: 2023 });
      const results = check.result?.results;
      expect(clause(results, 'htf-first')).toMatchObject({
        status: 'eligible',
        amount: '200000.00',
        outcome: 'awarded',
      });
      expect(clause(results, 'htf-first').events.length).toBeGreaterThan(0);
      expect(clause(results, 'contract-volume').fails[0]).toMatchObject({ gap: '30000000.00' });
      expect(clause(results, 'rd-intensity')).toMatchObject({
        status: 'unknown',
        missing: [{ fact: 'rd.expense@2022' }, { fact: 'revenue@2022' }],
      });
      expect(check.disclaimer).toBe('初判，不作为兑现依据');
    }, 60_000);

    it('knows exactly what was recorded before its own request', async () => {
      const firm = await newFirm();
      const before = await api.request(firm, '2023-11-30');
      await api.record(certificate(firm, 'GR202341000200'));
      const after = await api.request(firm, '2023-11-30');
      await startWorker();
      const verdicts = await Promise.all(
        [before, after].map(async (id) => (await api.answered(id)).result?.results),
      );
      expect(verdicts.map((results) => clause(results, 'htf-first').status)).toEqual([
        'not-eligible',
        'eligible',
      ]);
      const [request] = await api.store.readStream(eligibilityCheckStream(before));
      const { knownAt } = await api.check(before);
      expect(knownAt).toBe(`${api.store.ledgerId}.${(request?.position ?? 0n) - 1n}`);
    }, 60_000);

    it('a demand whose job got lost is answered by the sweep of the next worker', async () => {
      const ids = [await api.request(await newFirm()), await api.request(await newFirm())];
      await untilWaiting(2);
      await api.queue(CHECK_JOBS).obliterate({ force: true });
      await untilWaiting(0);
      await startWorker();
      for (const id of ids) expect((await api.answered(id)).status).toBe('completed');
    }, 60_000);

    it('a worker killed with the job in hand leaves the check to the next one', async () => {
      const id = await api.request(await newFirm());
      await untilWaiting(1);
      const { connection, prefix } = backend();
      const settings = JSON.stringify(connection(database.url));
      const dying = fork(
        'libs/policy/testing/dying-worker.mjs',
        [CHECK_JOBS, settings, prefix ?? ''],
        { execArgv: [] },
      );
      strays.push(dying);
      await once(dying, 'message');
      expect((await api.check(id)).status).toBe('running');
      dying.kill('SIGKILL');
      await startWorker();
      const check = await api.answered(id, 45_000);
      expect(check.status).toBe('completed');
      expect(await eventTypes(eligibilityCheckStream(id))).toEqual([
        'eligibilityCheck.requested',
        'eligibilityCheck.completed',
      ]);
    }, 90_000);

    it('a job delivered twice, and by two workers at once, leaves one result', async () => {
      const id = await api.request(await newFirm());
      const [one, two] = [await startWorker(), await startWorker()];
      const runs = [one, two, one, two].map((worker) => worker.module.get(AnswerCheck).run(id));
      await Promise.all(runs);
      await api.answered(id);
      await one.module.get(AnswerCheck).run(id);
      expect(await eventTypes(eligibilityCheckStream(id))).toEqual([
        'eligibilityCheck.requested',
        'eligibilityCheck.completed',
      ]);
    }, 60_000);

    it('an old answer is given again, to the hash, from list version, day and position', async () => {
      const firm = await newFirm();
      const worker = await startWorker();
      const id = await api.request(firm, '2023-11-30');
      await api.answered(id);
      await api.record(certificate(firm, 'GR202341000300'));
      const [, completed] = await api.store.readStream(eligibilityCheckStream(id));
      const { resultHash, knownPosition } = completed?.data as Record<string, string>;
      const question = { asOf: '2023-11-30', awardYear: 2023 };
      const evaluation = worker.module.get(Evaluation);
      const again = await evaluation.one(firm, question, BigInt(knownPosition ?? ''));
      expect(sha256Hex(canonicalJson(again))).toBe(resultHash);
      const now = await evaluation.one(firm, question, (completed?.position ?? 0n) + 1n);
      expect(sha256Hex(canonicalJson(now))).not.toBe(resultHash);
    }, 60_000);

    it('a check that fails for good says why, is listed, and can be tried anew', async () => {
      const firm = await newFirm();
      const trouble = { broken: true };
      await startWorker({ change: (builder) => troubled(hastily(builder), trouble) });
      const id = await api.request(firm);
      const failed = await api.answered(id);
      expect(failed.status).toBe('failed');
      expect(failed.reason).toMatch(/^多次尝试后仍未完成（2 次）/);
      expect(failed.reason).not.toContain('disk');
      const job = (await jobsIn('failed')).find((each) => each.id === id);
      expect(job).toMatchObject({ kind: 'eligibility-check', reason: failed.reason, retries: 0 });
      expect(JSON.stringify(job)).not.toContain(firm);

      trouble.broken = false;
      expect(await retry(id)).toMatchObject({ id, status: 'queued', retries: 1, reason: null });
      const completed = await api.answered(id);
      expect(completed).toMatchObject({ status: 'completed', knownAt: failed.knownAt });
      expect((await jobsIn('failed')).map((each) => each.id)).not.toContain(id);
      await expect(retry(id)).rejects.toMatchObject({ refusal: { code: 'job-already-completed' } });
    }, 60_000);

    it('without a list there is nothing to try again: the check fails at once', async () => {
      const firm = await newFirm();
      const input = { creditCode: firm, list: 'no-such-list' };
      const { id } = await api.commands.execute(new RequestEligibilityCheck(context(input), input));
      await startWorker();
      expect(await api.answered(id)).toMatchObject({
        status: 'failed',
        reason: '截至入账时点清单 no-such-list 还没有已发布的版本',
      });
      expect(await eventTypes(eligibilityCheckStream(id))).toHaveLength(2);
    }, 60_000);

    it('a run over the county goes on where a stopped worker left it, and counts nobody twice', async () => {
      for (let i = 0; i < 2 * CHUNK + 10; i += 1) await newFirm();
      const { id } = await api.commands.execute(new RequestEligibilityRun(context({}), {}));
      const slow = { broken: false, delay: 300 };
      await startWorker({ change: (builder) => troubled(hastily(builder), slow) });
      await eventually(
        () => run(id),
        ({ done }) => done > 0,
      );
      await workers.pop()?.stop();
      const stopped = await run(id);
      expect(stopped.status).toBe('running');
      expect(stopped.done).toBeLessThan(codes);

      await startWorker();
      const finished = await eventually(
        () => run(id),
        ({ status }) => status === 'completed',
      );
      expect(finished).toMatchObject({ total: codes, done: codes, failed: 0 });
      const firm = completeCreditCode(`91411323MAJ${String(codes).padStart(5, '0')}`);
      expect(await eventTypes(eligibilityStream(firm))).toEqual(['eligibility.changed']);

      const again = await api.commands.execute(new RequestEligibilityRun(context({}), {}));
      const second = await eventually(
        () => run(again.id),
        ({ status }) => status === 'completed',
      );
      expect(second).toMatchObject({ total: codes, done: codes, changed: 0 });
    }, 120_000);

    it('a check about today moves what stands, with its reasons and since when', async () => {
      const firm = await newFirm();
      await startWorker();
      const check = await api.answered(await api.request(firm));
      const position = `${api.store.ledgerId}.${check.position.split('.')[1]}`;
      const standing = await api.queries.execute(
        new StandingEligibility(firm, { after: position }),
      );
      expect(standing).toMatchObject({ creditCode: firm, awardYear: check.awardYear });
      expect(standing.results.map((each) => each.clause)).toEqual(
        check.result?.results.map((each) => each.clause),
      );
      expect(standing.results[0]?.since).toMatch(/^\d{4}-/);
      // Another day's question leaves what stands alone.
      await api.answered(await api.request(firm, '2023-11-30'));
      expect(await eventTypes(eligibilityStream(firm))).toHaveLength(1);
    }, 60_000);

    function run(id: string): Promise<RunAnswer> {
      return api.queries.execute(new EligibilityRunOf(id, {}));
    }

    async function jobsIn(status: JobStatus): Promise<readonly JobRow[]> {
      const after = `${api.store.ledgerId}.${(await api.store.horizon()).safe}`;
      const sources = api.module.get(JobSources).all;
      const selection = { after, statuses: [status], limit: 100 };
      const lists = await Promise.all(sources.map((source) => source.list(selection)));
      return lists.flatMap((list) => list.items);
    }

    async function retry(id: string): Promise<JobRow | undefined> {
      for (const source of api.module.get(JobSources).all) {
        const retried = await source.retry(id, context({ id }));
        if (retried) return retried.job;
      }
      return undefined;
    }
  });
}

interface Trouble {
  broken: boolean;
  /** Ms that every chunk of a run takes longer. */
  readonly delay?: number;
}

/** An evaluation that fails, or takes its time, while somebody says so. */
class TroubledEvaluation extends Evaluation {
  constructor(
    lists: PublishedLists,
    facts: KnownFacts,
    private readonly trouble: Trouble,
  ) {
    super(lists, facts);
  }

  override async one(...question: Parameters<Evaluation['one']>): Promise<ListResult> {
    if (this.trouble.broken) throw new Error('disk is full at /var/lib/secret');
    return super.one(...question);
  }

  override async many(...question: Parameters<Evaluation['many']>): ReturnType<Evaluation['many']> {
    await new Promise((resolve) => setTimeout(resolve, this.trouble.delay ?? 0));
    return super.many(...question);
  }
}

function troubled(builder: TestingModuleBuilder, trouble: Trouble): TestingModuleBuilder {
  return builder.overrideProvider(Evaluation).useFactory({
    factory: (lists: PublishedLists, facts: KnownFacts) =>
      new TroubledEvaluation(lists, facts, trouble),
    inject: [PublishedLists, KnownFacts],
  });
}
