import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { Hopeless, Interrupted, type DemandWork } from '#libs/runtime/queue/demand-job.js';
import { jobContext, sameCommandId } from '../command-ids.js';
import { RecordStandingOfMany, ReportEligibilityRun } from '../commands.js';
import {
  hasEnded,
  runDecider,
  type OpenRun,
  type RunProgress,
  type RunState,
} from '../domain/eligibility-run.js';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import {
  eligibilityRunStream,
  POLICY_UPCASTERS,
  type Because,
  type EligibilityRunEvent,
} from '../domain/events.js';
import type { ListResult } from '../domain/result.js';
import { Evaluation, NothingToEvaluate } from '../facts/evaluation.js';
import { Recheck } from '../recheck/recheck.js';
import { CountyEnterprises } from './county-enterprises.js';

/** Enterprises between two reports of progress: a second or so, after which a pause takes effect. */
export const CHUNK = 200;

/**
 * Brings the standing verdicts of every enterprise up to date, chunk by chunk. Each chunk is
 * reported as an event, so a run that was broken off goes on behind the last one. Results that are
 * as they stand write nothing.
 */
@Injectable()
export class RunCounty implements DemandWork {
  private readonly logger = new Logger(RunCounty.name);
  private closing = false;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly commandBus: CommandBus,
    private readonly evaluation: Evaluation,
    private readonly enterprises: CountyEnterprises,
    private readonly recheck: Recheck,
  ) {}

  /** Stops between two chunks; the run waits for the next worker. */
  interrupt(): void {
    this.closing = true;
  }

  readonly run = async (runId: string): Promise<void> => {
    const [request] = await this.store.readStream(eligibilityRunStream(runId), { limit: 1 });
    if (!request) throw new Error(`run ${runId} is not in the ledger`);
    const position = request.position - 1n;
    let state = await this.stateOf(runId);
    if (isHeld(state)) return;
    const version = await this.version(state, position);
    state = await this.plan(state, version, position);
    while (!isHeld(state)) {
      if (this.closing) throw new Interrupted();
      const next = await this.next(state, version, position);
      if (!next) {
        await this.report(runId, { kind: 'completed' });
        return;
      }
      state = next;
    }
  };

  readonly giveUp = async (runId: string, reason: string): Promise<void> => {
    await this.report(runId, { kind: 'failed', reason });
  };

  /** Those that are to be tried again come first; undefined when nothing is left. */
  private async next(
    state: OpenRun,
    version: ListVersion,
    position: bigint,
  ): Promise<OpenRun | undefined> {
    const tried = state.toRetry.slice(0, CHUNK);
    if (tried.length > 0) {
      const outcome = await this.settle(state, tried, version, position);
      return this.report(state.runId, { kind: 'recovered', tried, ...outcome });
    }
    const { asOf } = state.question;
    const codes = await this.enterprises.after(state.through, asOf, position, CHUNK);
    const through = codes.at(-1);
    if (through === undefined) return undefined;
    const { failures, changed } = await this.settle(state, codes, version, position);
    const done = codes.length - failures.length;
    const counts = { done, failures, changed };
    return this.report(state.runId, { kind: 'advanced', after: state.through, through, ...counts });
  }

  /** Evaluates and records what changed. */
  private async settle(
    { runId, question, trigger }: OpenRun,
    codes: readonly string[],
    version: ListVersion,
    position: bigint,
  ): Promise<{ readonly failures: readonly string[]; readonly changed: number }> {
    const found = await this.evaluation.many(codes, version, question, position);
    const results = new Map<string, ListResult>();
    const failures: string[] = [];
    for (const code of codes) {
      const result = found.get(code);
      if (result && !(result instanceof Error)) {
        results.set(code, result);
        continue;
      }
      failures.push(code);
      // Codes are business data: the log has the reason, the run's answer the code.
      this.logger.error(`run ${runId}: one enterprise failed: ${result?.message ?? 'not found'}`);
    }
    const because: Because = { kind: 'run', runId, trigger };
    const changed = await this.record(runId, results, position, because);
    return { failures, changed };
  }

  private async record(
    runId: string,
    results: ReadonlyMap<string, ListResult>,
    knownPosition: bigint,
    because: Because,
  ): Promise<number> {
    if (results.size === 0) return 0;
    const inputs = [...results].map(([creditCode, result]) => ({
      ...{ creditCode, knownPosition, result, because },
    }));
    const context = jobContext({ runId, because }, sameCommandId('run', runId));
    const command = new RecordStandingOfMany(context, inputs);
    const { changed } = await this.commandBus.execute(command);
    await this.recheck.overtaken(changed, knownPosition);
    return changed.length;
  }

  private async stateOf(runId: string): Promise<OpenRun> {
    const recorded = await this.store.readStream(eligibilityRunStream(runId));
    const events = recorded.map((event) => upcast<EligibilityRunEvent>(event, POLICY_UPCASTERS));
    return open(fold(runDecider, events));
  }

  private async version(state: OpenRun, position: bigint): Promise<ListVersion> {
    try {
      return await this.evaluation.version(state.question, position);
    } catch (error) {
      throw error instanceof NothingToEvaluate ? new Hopeless(error.message) : error;
    }
  }

  private async plan(state: OpenRun, version: ListVersion, position: bigint): Promise<OpenRun> {
    if (state.plan) return state;
    const total = await this.enterprises.count(state.question.asOf, position);
    const list = version.list.id;
    return this.report(state.runId, { kind: 'planned', total, list, version: version.version });
  }

  private async report(runId: string, progress: RunProgress): Promise<OpenRun> {
    const input = { runId, progress };
    const command = new ReportEligibilityRun(jobContext(input), input);
    return open((await this.commandBus.execute(command)).state);
  }
}

function open(state: RunState): OpenRun {
  if (state.status === 'none') throw new Error('a run that is worked on is in the ledger');
  return state;
}

/** Ended, or held by an officer: nothing is to be done now. */
function isHeld({ status }: OpenRun): boolean {
  return hasEnded(status) || status === 'paused';
}
