import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { Hopeless, Interrupted, type DemandWork } from '#libs/runtime/queue/demand-job.js';
import { jobContext } from '../command-ids.js';
import { RecordStandingVerdicts, ReportEligibilityRun } from '../commands.js';
import { runDecider, type RunProgress, type RunState } from '../domain/eligibility-run.js';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import {
  eligibilityRunStream,
  POLICY_UPCASTERS,
  type EligibilityRunEvent,
} from '../domain/events.js';
import type { ListResult } from '../domain/result.js';
import { Evaluation, NothingToEvaluate } from '../facts/evaluation.js';
import { mapInGroups } from '../in-groups.js';
import { CountyEnterprises } from './county-enterprises.js';

/** Enterprises between two reports of progress. */
export const CHUNK = 50;

type Outcome = 'failed' | 'changed' | 'same';
type OpenRun = Exclude<RunState, { status: 'none' }>;

/**
 * Brings the standing verdicts of every enterprise up to date, chunk by chunk. Each chunk is
 * reported as an event, so a run that was broken off goes on behind the last one.
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
    if (state.status === 'completed' || state.status === 'failed') return;
    const version = await this.version(state, position);
    state = await this.plan(state, version, position);
    for (;;) {
      if (this.closing) throw new Interrupted();
      const codes = await this.enterprises.after(
        state.through,
        state.question.asOf,
        position,
        CHUNK,
      );
      if (codes.length === 0) break;
      state = await this.chunk(state, codes, version, position);
    }
    await this.report(runId, { kind: 'completed' });
  };

  readonly giveUp = async (runId: string, reason: string): Promise<void> => {
    await this.report(runId, { kind: 'failed', reason });
  };

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

  private async chunk(
    state: OpenRun,
    codes: readonly string[],
    version: ListVersion,
    position: bigint,
  ): Promise<OpenRun> {
    const results = await this.evaluation.many(codes, version, state.question, position);
    const outcomes = await mapInGroups(codes, (code) =>
      this.settle(state.runId, code, position, results.get(code)),
    );
    const of = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
    const through = codes.at(-1) ?? state.through;
    const failed = of('failed');
    const counts = { done: codes.length - failed, failed, changed: of('changed') };
    return this.report(state.runId, { kind: 'advanced', after: state.through, through, ...counts });
  }

  private async settle(
    runId: string,
    creditCode: string,
    position: bigint,
    result: ListResult | Error | undefined,
  ): Promise<Outcome> {
    if (result === undefined || result instanceof Error) {
      this.logger.error(`run ${runId}: one enterprise failed: ${result?.message ?? 'not found'}`);
      return 'failed';
    }
    return (await this.record(creditCode, position, result)) ? 'changed' : 'same';
  }

  private async record(
    creditCode: string,
    knownPosition: bigint,
    result: ListResult,
  ): Promise<boolean> {
    const input = { creditCode, knownPosition, result };
    const command = new RecordStandingVerdicts(jobContext(input), input);
    const { changes } = await this.commandBus.execute(command);
    return changes.length > 0;
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
