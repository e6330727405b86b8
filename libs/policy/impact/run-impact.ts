import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { Hopeless, Interrupted, type DemandWork } from '#libs/runtime/queue/demand-job.js';
import { jobContext } from '../command-ids.js';
import { ReportPolicyImpact } from '../commands.js';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import { POLICY_UPCASTERS } from '../domain/events.js';
import { compareResults } from '../domain/impact/compare-results.js';
import { policyImpactStream, type PolicyImpactEvent } from '../domain/impact/events.js';
import {
  impactDecider,
  type ImpactProgress,
  type ImpactState,
  type OpenImpact,
} from '../domain/impact/policy-impact.js';
import type { ListResult } from '../domain/result.js';
import { Evaluation } from '../facts/evaluation.js';
import { CountyEnterprises } from '../jobs/county-enterprises.js';
import { ListVersions } from './list-versions.js';

const CHUNK = 200;

interface Sides {
  readonly after: ListVersion;
  /** Undefined: nothing of this list is published yet. */
  readonly before: ListVersion | undefined;
}

/**
 * Compares a version with the published one for every enterprise, from exactly the prefix of the
 * ledger before the request. Standing verdicts are never touched.
 */
@Injectable()
export class RunImpact implements DemandWork {
  private readonly logger = new Logger(RunImpact.name);
  private closing = false;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly commandBus: CommandBus,
    private readonly evaluation: Evaluation,
    private readonly enterprises: CountyEnterprises,
    private readonly versions: ListVersions,
  ) {}

  /** Stops between two chunks; the next worker goes on. */
  interrupt(): void {
    this.closing = true;
  }

  readonly run = async (impactId: string): Promise<void> => {
    const recorded = await this.store.readStream(policyImpactStream(impactId));
    const [request] = recorded;
    if (!request) throw new Error(`impact ${impactId} is not in the ledger`);
    const position = request.position - 1n;
    const events = recorded.map((event) => upcast<PolicyImpactEvent>(event, POLICY_UPCASTERS));
    let state = open(fold(impactDecider, events));
    if (hasEnded(state)) return;
    const sides = await this.sides(state, position);
    if (state.total === undefined) {
      const total = await this.enterprises.count(state.question.asOf, position);
      state = await this.report(impactId, { kind: 'planned', total });
    }
    while (!hasEnded(state)) {
      if (this.closing) throw new Interrupted();
      state = await this.next(state, sides, position);
    }
  };

  readonly giveUp = async (impactId: string, reason: string): Promise<void> => {
    await this.report(impactId, { kind: 'failed', reason });
  };

  private async sides({ question }: OpenImpact, position: bigint): Promise<Sides> {
    const state = await this.versions.of(question.list, position);
    const after = state.get(question.version);
    const before = question.against === null ? undefined : state.get(question.against);
    if (!after) throw new Error(`${question.list} has no version ${question.version} there`);
    try {
      const read = (version: typeof after) => this.versions.read(question.list, version);
      return { after: read(after), before: before && read(before) };
    } catch (error) {
      throw error instanceof RefusalError ? new Hopeless(error.refusal.detail) : error;
    }
  }

  private async next(state: OpenImpact, sides: Sides, position: bigint): Promise<OpenImpact> {
    const { impactId, question, through: after } = state;
    const codes = await this.enterprises.after(after, question.asOf, position, CHUNK);
    const through = codes.at(-1);
    if (through === undefined) return this.report(impactId, { kind: 'completed' });
    const now = await this.evaluation.many(codes, sides.after, question, position);
    const then =
      sides.before && (await this.evaluation.many(codes, sides.before, question, position));
    const compared = codes.flatMap((creditCode) => {
      const [mine, other] = [now.get(creditCode), then?.get(creditCode)];
      if (!isResult(mine) || (then !== undefined && !isResult(other))) return [];
      return [{ creditCode, after: mine, before: isResult(other) ? other : undefined }];
    });
    const failed = codes.length - compared.length;
    if (failed > 0) this.logger.error(`impact ${impactId}: ${failed} could not be evaluated`);
    const counts = { done: compared.length, failed };
    const sums = compareResults(compared);
    return this.report(impactId, { kind: 'advanced', after, through, ...counts, ...sums });
  }

  private async report(impactId: string, progress: ImpactProgress): Promise<OpenImpact> {
    const input = { impactId, progress };
    const command = new ReportPolicyImpact(jobContext(input), input);
    return open((await this.commandBus.execute(command)).state);
  }
}

function isResult(result: ListResult | Error | undefined): result is ListResult {
  return result !== undefined && !(result instanceof Error);
}

function hasEnded({ status }: OpenImpact): boolean {
  return status === 'completed' || status === 'failed';
}

function open(state: ImpactState): OpenImpact {
  if (state.status === 'none') throw new Error('an impact run that is worked on is in the ledger');
  return state;
}
