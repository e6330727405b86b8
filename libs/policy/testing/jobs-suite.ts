import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { getQueueToken } from '@nestjs/bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModuleBuilder } from '@nestjs/testing';
import type { Queue } from 'bullmq';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import { RenameEnterprise } from '#libs/enterprises/commands.js';
import { dateInShanghai, yearOf } from '#libs/kernel/calendar-date.js';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import { DemandQueue, type DemandJob } from '#libs/runtime/queue/demand-queue.js';
import { JobSources, type JobRow, type JobStatus } from '#libs/runtime/queue/job-sources.js';
import { foreground } from '#libs/runtime/http/foreground.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import {
  ControlEligibilityRun,
  DraftPolicyList,
  RequestEligibilityCheck,
  RequestEligibilityRun,
  RequestPolicyImpact,
} from '../commands.js';
import type { RunControl } from '../domain/eligibility-run.js';
import { eligibilityCheckStream, eligibilityStream } from '../domain/events.js';
import type { ClauseResult, ListResult } from '../domain/result.js';
import { Evaluation } from '../facts/evaluation.js';
import { KnownFacts } from '../facts/known-facts.js';
import { AnswerCheck } from '../jobs/answer-check.js';
import { CHUNK } from '../jobs/run-county.js';
import { PublishedLists } from '../lists/published-lists.js';
import {
  EligibilityHistory,
  EligibilityRunOf,
  EligibilityRuns,
  PolicyImpactOf,
  StandingEligibility,
  type RunAnswer,
  type StandingAnswer,
  type StandingClause,
} from '../queries.js';
import { CHECK_JOBS, CHECK_QUEUE, RUN_JOBS } from '../queues.js';
import { context, eventually, PolicyHost, SAMPLE_LIST, type HostOptions } from './policy-host.js';

export interface Backend {
  readonly redisUrl?: string | undefined;
  /** Connection as BullMQ takes it, for a worker that is not ours. */
  readonly connection: (databaseUrl: string) => object;
  readonly prefix?: string;
  /** Loses everything that the queues' storage holds; left out: the suite empties queue by queue. */
  readonly empty?: () => Promise<void>;
}

const TODAY = dateInShanghai(new Date().toISOString());
const YEAR = yearOf(TODAY);
/** In force whenever these tests are run. */
const LIST = SAMPLE_LIST.replace(
  /effective: \{ from: [\d-]+, to: [\d-]+ \}/,
  'effective: { from: 2023-01-01, to: 2099-12-31 }',
);
const LIST_ID = 'county-science-policy';

/** Another version, whose first clause pays so many 万元. */
function listWith(version: number, amount: number): string {
  return LIST.replace(/^version: .*$/m, `version: ${version}`)
    .replace('amount: 20万', `amount: ${amount}万`)
    .replace('20万元', `${amount}万元`);
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
      await api.publish(LIST);
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
      await (backend().empty?.() ?? api.queue(CHECK_JOBS).obliterate({ force: true }));
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
      const { safe } = await api.store.horizon();
      const now = await evaluation.one(firm, question, safe);
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
      // While requests are answered chunks are small: more of them than a worker has under way.
      const answered = foreground.begin();
      await startWorker({ change: (builder) => troubled(hastily(builder), slow) });
      await eventually(
        () => run(id),
        ({ done }) => done > 0,
      );
      await workers.pop()?.stop();
      answered();
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
      // The ledger has the verdicts only: the reasons are evaluated again, to the letter.
      expect(standing.results).toEqual(
        check.result?.results.map((each) => expect.objectContaining(each)),
      );
      const [stored] = await api.store.readStream(eligibilityStream(firm));
      expect(JSON.stringify(stored?.data)).not.toContain('"fails"');
      expect(standing.results[0]?.since).toMatch(/^\d{4}-/);
      // Another day's question leaves what stands alone.
      await api.answered(await api.request(firm, '2023-11-30'));
      expect(await eventTypes(eligibilityStream(firm))).toHaveLength(1);
    }, 60_000);

    /** A certificate of today: the first clause of the sample list pays for it this year. */
    const certificateOfToday = (creditCode: string, serial: number) => ({
      ...certificate(creditCode, `GR${YEAR}41${String(serial).padStart(6, '0')}`),
      attributes: { recognitionYear: YEAR, issuedOn: TODAY, first: true },
    });

    async function standing(creditCode: string): Promise<StandingAnswer> {
      const request = { awardYear: YEAR, list: LIST_ID };
      return api.queries.execute(new StandingEligibility(creditCode, request));
    }

    function standingClause(creditCode: string, id: string, status: string) {
      const find = async () => (await standing(creditCode)).results.find((c) => c.clause === id);
      return eventually(find, (found) => found?.status === status) as Promise<StandingClause>;
    }

    /** Nothing that the registry demanded itself is under way: its run would be the reason then. */
    async function quiet(): Promise<void> {
      const open = async () => {
        const request = { page: 1, pageSize: 50, after: await head() };
        const { items } = await api.queries.execute(new EligibilityRuns(request));
        return items.filter(({ status }) => status === 'queued' || status === 'running').length;
      };
      await new Promise((resolve) => setTimeout(resolve, 500));
      await eventually(open, (count) => count === 0);
    }

    it('a new record has the clauses that read it re-checked at once, and says why and since when', async () => {
      await startWorker();
      await quiet();
      const firm = await newFirm();
      const before = await standingClause(firm, 'htf-first', 'not-eligible');
      expect(before.because).toMatchObject({
        kind: 'facts',
        events: [{ type: 'enterprise.registered' }],
      });
      await api.record(certificateOfToday(firm, 401));
      const after = await standingClause(firm, 'htf-first', 'eligible');
      const [recorded] = await api.store.readStream(`recognition-high-tech-firm.GR${YEAR}41000401`);
      expect(after).toMatchObject({
        amount: '200000.00',
        text: expect.stringContaining('高新技术企业'),
      });
      expect(after.because).toMatchObject({
        kind: 'facts',
        events: [{ id: recorded?.id, type: 'recognition.recorded' }],
      });
      expect(after.since > before.since).toBe(true);
      // What does not read it has stood since the registration.
      expect((await standingClause(firm, 'contract-volume', 'not-eligible')).since).toBe(
        before.since,
      );

      const query = { clause: 'htf-first', awardYear: YEAR, page: 1, pageSize: 50 };
      const { items, total } = await api.queries.execute(new EligibilityHistory(firm, query));
      expect(total).toBe(2);
      expect(items).toMatchObject([
        { status: 'eligible', before: 'not-eligible', since: after.since, until: null },
        { status: 'not-eligible', before: null, since: before.since, until: after.since },
      ]);
    }, 60_000);

    it('what no clause reads re-checks nothing, and two workers re-check once', async () => {
      await startWorker();
      await startWorker();
      const [firm, other] = [await newFirm(), await newFirm()];
      await standingClause(firm, 'htf-first', 'not-eligible');
      const rename = {
        name: '改名后的样例企业',
        effectiveOn: TODAY,
        source: { title: '变更登记' },
      };
      await api.commands.execute(new RenameEnterprise(context(rename), firm, rename));
      await api.record(certificateOfToday(other, 402));
      await standingClause(other, 'htf-first', 'eligible');
      expect(await eventTypes(eligibilityStream(firm))).toHaveLength(1);
      expect(await eventTypes(eligibilityStream(other))).toHaveLength(2);
    }, 60_000);

    it('an older question that is answered late does not undo what a new record has changed', async () => {
      const firm = await newFirm();
      const id = await api.request(firm);
      await api.record(certificateOfToday(firm, 403));
      await startWorker();
      await api.answered(id);
      await standingClause(firm, 'htf-first', 'eligible');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await standingClause(firm, 'htf-first', 'eligible');
    }, 60_000);

    it('a publication has the whole county checked, once', async () => {
      await startWorker();
      const firm = await newFirm();
      await api.record(certificateOfToday(firm, 404));
      await standingClause(firm, 'htf-first', 'eligible');
      const raised = listWith(2, 21);
      const { version } = await api.publish(raised);
      const runs = async () => {
        const { items } = await api.queries.execute(
          new EligibilityRuns({ page: 1, pageSize: 50, status: 'completed' }),
        );
        return items.filter(({ trigger }) => trigger.kind === 'publication');
      };
      const [done] = await eventually(runs, (found) => found.length > 0);
      expect(done).toMatchObject({ list: LIST_ID, version, awardYear: YEAR, failed: 0 });
      const seen = await standingClause(firm, 'htf-first', 'eligible');
      expect(seen).toMatchObject({ amount: '210000.00', version });
      expect(seen.because).toMatchObject({
        kind: 'run',
        trigger: { kind: 'publication', version },
      });
      await api.publish(raised);
      await newFirm();
      expect(await runs()).toHaveLength(1);
    }, 60_000);

    async function control(runId: string, what: RunControl): Promise<string> {
      const input = { runId, control: what };
      return (await api.commands.execute(new ControlEligibilityRun(context(input), input))).state
        .status;
    }

    async function requestRun(): Promise<string> {
      return (await api.commands.execute(new RequestEligibilityRun(context({}), {}))).id;
    }

    const ended = (id: string, status = 'completed') =>
      eventually(
        () => run(id),
        (answer) => answer.status === status,
      );

    it('an officer holds a run between two chunks, lets it go on, and ends another', async () => {
      const id = await requestRun();
      await startWorker({
        change: (builder) => troubled(hastily(builder), { broken: false, delay: 300 }),
      });
      const begun = await eventually(
        () => run(id),
        ({ done }) => done > 0,
      );
      expect(begun.status).toBe('running');
      expect(await control(id, 'pause')).toBe('paused');
      expect(await control(id, 'pause')).toBe('paused');
      await eventually(
        () => api.queue(RUN_JOBS).getJobCounts('active', 'waiting', 'delayed'),
        ({ active, waiting, delayed }) => (active ?? 0) + (waiting ?? 0) + (delayed ?? 0) === 0,
      );
      const held = await run(id);
      expect(held).toMatchObject({ status: 'paused', etaSeconds: null, finishedAt: null });
      expect(held.done).toBeLessThan(held.total ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect((await run(id)).done).toBe(held.done);
      expect(await control(id, 'resume')).toBe('running');
      const finished = await ended(id);
      expect(finished).toMatchObject({ done: finished.total, failed: 0, failures: [] });
      expect(finished.rate).toBeGreaterThan(0);
      await expect(control(id, 'pause')).rejects.toMatchObject({ refusal: { code: 'run-ended' } });

      const other = await requestRun();
      await eventually(
        () => run(other),
        ({ done }) => done > 0,
      );
      expect(await control(other, 'cancel')).toBe('cancelled');
      const gone = await ended(other, 'cancelled');
      expect(gone.done).toBeLessThan(gone.total ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await run(other)).toEqual(gone);
    }, 90_000);

    it('enterprises that could not be evaluated are named, and tried again alone', async () => {
      const trouble = { broken: false, failing: new Set([await newFirm(), await newFirm()]) };
      await startWorker({ change: (builder) => troubled(hastily(builder), trouble) });
      const id = await requestRun();
      const partly = await ended(id);
      expect(partly).toMatchObject({ failed: 2, failures: [...trouble.failing].sort() });
      expect(partly.done).toBe((partly.total ?? 0) - 2);
      const [still] = trouble.failing;
      trouble.failing = new Set(still === undefined ? [] : [still]);
      await control(id, 'retry');
      await eventually(
        () => run(id),
        ({ status, failed }) => status === 'completed' && failed === 1,
      );
      trouble.failing.clear();
      await control(id, 'retry');
      const whole = await eventually(
        () => run(id),
        ({ status, failed }) => status === 'completed' && failed === 0,
      );
      expect(whole).toMatchObject({ done: whole.total, failures: [], retries: 2 });
      await expect(control(id, 'retry')).rejects.toMatchObject({
        refusal: { code: 'run-has-no-failures' },
      });
    }, 90_000);

    it('what a draft would change is worked out without touching what stands', async () => {
      await startWorker();
      const firm = await newFirm();
      await api.record(certificateOfToday(firm, 405));
      await standingClause(firm, 'htf-first', 'eligible');
      const text = listWith(3, 30);
      const draft = await api.commands.execute(new DraftPolicyList(context(text), { text }));
      const input = { list: LIST_ID, version: draft.version };
      const { id } = await api.commands.execute(new RequestPolicyImpact(context(input), input));
      const look = () =>
        api.queries.execute(new PolicyImpactOf(LIST_ID, draft.version, { page: 1, pageSize: 200 }));
      const impact = await eventually(
        () => look().catch(() => undefined),
        (answer) => answer?.status === 'completed',
      );
      expect(impact).toMatchObject({ id, outdated: false, failed: 0, against: draft.version - 1 });
      const clauseImpact = impact?.clauses.find((each) => each.clause === 'htf-first');
      expect(clauseImpact?.gained).toBe(0);
      expect(clauseImpact?.after.eligible).toBeGreaterThan(0);
      const own = impact?.items.find((item) => item.creditCode === firm);
      expect(own).toMatchObject({
        effect: 'gains',
        after: '300000.00',
        clauses: [{ clause: 'htf-first', after: { status: 'eligible', payable: '300000.00' } }],
      });
      expect(impact?.enterprises.gaining).toBe(impact?.total);
      expect((await standingClause(firm, 'htf-first', 'eligible')).amount).not.toBe('300000.00');
      const other = listWith(3, 31);
      await api.commands.execute(new DraftPolicyList(context(other), { text: other }));
      expect(await look()).toMatchObject({ id, outdated: true });
    }, 60_000);

    function run(id: string): Promise<RunAnswer> {
      return api.queries.execute(new EligibilityRunOf(id, {}));
    }

    async function head(): Promise<string> {
      return `${api.store.ledgerId}.${(await api.store.horizon()).safe}`;
    }

    async function jobsIn(status: JobStatus): Promise<readonly JobRow[]> {
      const after = await head();
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
  /** Enterprises that cannot be evaluated. */
  failing?: Set<string>;
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

  override async each(...question: Parameters<Evaluation['each']>): ReturnType<Evaluation['each']> {
    await new Promise((resolve) => setTimeout(resolve, this.trouble.delay ?? 0));
    const results = new Map(await super.each(...question));
    for (const code of this.trouble.failing ?? []) {
      if (results.has(code)) results.set(code, new Error('cannot be evaluated'));
    }
    return results;
  }
}

function troubled(builder: TestingModuleBuilder, trouble: Trouble): TestingModuleBuilder {
  return builder.overrideProvider(Evaluation).useFactory({
    factory: (lists: PublishedLists, facts: KnownFacts) =>
      new TroubledEvaluation(lists, facts, trouble),
    inject: [PublishedLists, KnownFacts],
  });
}
