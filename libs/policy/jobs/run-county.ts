import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { unheard } from '#libs/event-store/subscription.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { foreground } from '#libs/runtime/http/foreground.js';
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
  type RunQuestion,
} from '../domain/events.js';
import type { Facts } from '../domain/facts/facts.js';
import type { ListResult } from '../domain/result.js';
import { Evaluation, NothingToEvaluate } from '../facts/evaluation.js';
import { Recheck } from '../recheck/recheck.js';
import { CountyEnterprises } from './county-enterprises.js';

/** Enterprises between two reports of progress: half a second or so, after which a pause takes effect. */
export const CHUNK = 200;
/** The same while this process answers requests: what a chunk holds up is felt by whoever records. */
const CHUNK_WHILE_ANSWERING = 50;

/** What all chunks of a run have in common. */
interface Work {
  readonly version: ListVersion;
  readonly question: RunQuestion;
  readonly position: bigint;
}

interface Chunk {
  /** The code it begins behind, and the one it ends with. */
  readonly after: string;
  readonly through: string;
  readonly codes: readonly string[];
  readonly facts: ReadonlyMap<string, Facts>;
}

/** Results by code, and the codes of those that could not be evaluated. */
interface Evaluated {
  readonly results: ReadonlyMap<string, ListResult>;
  readonly failures: readonly string[];
}

/**
 * Brings the standing verdicts of every enterprise up to date, chunk by chunk. Each chunk is
 * reported as an event, so a run that was broken off goes on behind the last one. Results that are
 * as they stand write nothing. While one chunk is evaluated, the facts of the next are gathered and
 * the one before is written.
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
    const work = { version, question: state.question, position };
    state = await this.plan(state, work);
    while (!isHeld(state)) {
      // Those that are to be tried again come first.
      if (state.toRetry.length > 0) state = await this.tryAgain(state, work);
      else if (await this.has(state, work)) state = await this.advance(state, work);
      else state = await this.report(runId, { kind: 'completed' });
    }
  };

  readonly giveUp = async (runId: string, reason: string): Promise<void> => {
    await this.report(runId, { kind: 'failed', reason });
  };

  private async tryAgain(state: OpenRun, work: Work): Promise<OpenRun> {
    this.stopWhenClosing();
    const tried = state.toRetry.slice(0, CHUNK);
    const { version, question, position } = work;
    const facts = await this.evaluation.gather(tried, version, question, position);
    const evaluated = await this.evaluate(state.runId, tried, facts, work);
    const changed = await this.record(state, evaluated.results, position);
    const { failures } = evaluated;
    return this.report(state.runId, { kind: 'recovered', tried, failures, changed });
  }

  /** Goes on until everything is done, or somebody else decides otherwise. */
  private async advance(from: OpenRun, work: Work): Promise<OpenRun> {
    let state = from;
    let written = Promise.resolve(from);
    let ahead = this.take(from.through, work);
    try {
      for (let chunk = await ahead; chunk; chunk = await ahead) {
        this.stopWhenClosing();
        ahead = unheard(this.take(chunk.through, work));
        const evaluated = await this.evaluate(state.runId, chunk.codes, chunk.facts, work);
        state = await written;
        // Held by an officer, or another worker has the run in hand as well and was faster.
        if (isHeld(state) || state.through !== chunk.after) return state;
        written = unheard(this.write(state, chunk, evaluated, work));
      }
      return await written;
    } finally {
      await Promise.allSettled([ahead, written]);
    }
  }

  /** The next chunk with its facts; undefined when nothing is left. */
  private async take(after: string, { version, question, position }: Work) {
    const most = foreground.busy ? CHUNK_WHILE_ANSWERING : CHUNK;
    const codes = await this.enterprises.after(after, question.asOf, position, most);
    const through = codes.at(-1);
    if (through === undefined) return undefined;
    const facts = await this.evaluation.gather(codes, version, question, position);
    return { after, through, codes, facts };
  }

  private async has({ through }: OpenRun, { question, position }: Work): Promise<boolean> {
    return (await this.enterprises.after(through, question.asOf, position, 1)).length > 0;
  }

  private async write(
    state: OpenRun,
    { after, through, codes }: Chunk,
    { results, failures }: Evaluated,
    { position }: Work,
  ): Promise<OpenRun> {
    const changed = await this.record(state, results, position);
    const done = codes.length - failures.length;
    const counts = { done, failures, changed };
    return this.report(state.runId, { kind: 'advanced', after, through, ...counts });
  }

  private async evaluate(
    runId: string,
    codes: readonly string[],
    facts: ReadonlyMap<string, Facts>,
    { version, question }: Work,
  ): Promise<Evaluated> {
    const found = await this.evaluation.each(facts, version, question);
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
    return { results, failures };
  }

  /** @returns for how many something changed */
  private async record(
    { runId, trigger }: OpenRun,
    results: ReadonlyMap<string, ListResult>,
    knownPosition: bigint,
  ): Promise<number> {
    if (results.size === 0) return 0;
    const because: Because = { kind: 'run', runId, trigger };
    const inputs = [...results].map(([creditCode, result]) => ({
      ...{ creditCode, knownPosition, result, because },
    }));
    const context = jobContext({ runId, because }, sameCommandId('run', runId));
    const command = new RecordStandingOfMany(context, inputs);
    const { changed } = await this.commandBus.execute(command);
    await this.recheck.overtaken(changed, knownPosition);
    return changed.length;
  }

  private stopWhenClosing(): void {
    if (this.closing) throw new Interrupted();
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

  private async plan(state: OpenRun, { version, question, position }: Work): Promise<OpenRun> {
    if (state.plan) return state;
    const total = await this.enterprises.count(question.asOf, position);
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
