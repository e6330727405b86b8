import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { DemandQueue } from '#libs/runtime/queue/demand-queue.js';
import { isDemandId } from '../command-ids.js';
import { ControlEligibilityRun, type ReportEligibilityRunAnswer } from '../commands.js';
import { controlRun, runDecider, runNotFound } from '../domain/eligibility-run.js';
import { eligibilityRunStream, POLICY_UPCASTERS } from '../domain/events.js';
import { RUN_QUEUE } from '../queues.js';

@CommandHandler(ControlEligibilityRun)
export class ControlEligibilityRunHandler implements ICommandHandler<ControlEligibilityRun> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(RUN_QUEUE) private readonly queue: DemandQueue,
  ) {}

  async execute(command: ControlEligibilityRun): Promise<ReportEligibilityRunAnswer> {
    const { runId, control } = command.input;
    if (!isDemandId(runId)) throw new RefusalError(runNotFound());
    const { state, revision, position } = await this.runner.run({
      stream: eligibilityRunStream(runId),
      context: command.context,
      decider: runDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (before) => controlRun(control, before),
    });
    // A worker that still has it in hand goes on by itself; otherwise this wakes one.
    if (state.status === 'running' || state.status === 'queued') this.queue.enqueueSoon(runId);
    return { state, revision, position };
  }
}
