import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { orThrow } from '#libs/kernel/refusal.js';
import { DemandQueue } from '#libs/runtime/queue/demand-queue.js';
import { demandIdOf } from '../command-ids.js';
import { RequestEligibilityRun, type RequestEligibilityRunAnswer } from '../commands.js';
import { requestRun, runDecider } from '../domain/eligibility-run.js';
import { eligibilityRunStream, POLICY_UPCASTERS } from '../domain/events.js';
import { readQuestion } from '../domain/question.js';
import { RUN_QUEUE } from '../queues.js';

@CommandHandler(RequestEligibilityRun)
export class RequestEligibilityRunHandler implements ICommandHandler<RequestEligibilityRun> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(RUN_QUEUE) private readonly queue: DemandQueue,
  ) {}

  async execute(command: RequestEligibilityRun): Promise<RequestEligibilityRunAnswer> {
    const { context, input } = command;
    const question = orThrow(readQuestion(input, context.now));
    const id = demandIdOf(context);
    const { state, revision, position } = await this.runner.run({
      stream: eligibilityRunStream(id),
      context,
      decider: runDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (before) => requestRun(id, question, input.trigger ?? { kind: 'officer' }, before),
    });
    this.queue.enqueueSoon(id);
    if (state.status === 'none') throw new Error(`run ${id} is not there after its request`);
    return { id, status: state.status, revision, position };
  }
}
