import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { ReportEligibilityRun, type ReportEligibilityRunAnswer } from '../commands.js';
import { reportRun, runDecider } from '../domain/eligibility-run.js';
import { eligibilityRunStream, POLICY_UPCASTERS } from '../domain/events.js';

@CommandHandler(ReportEligibilityRun)
export class ReportEligibilityRunHandler implements ICommandHandler<ReportEligibilityRun> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ context, input }: ReportEligibilityRun): Promise<ReportEligibilityRunAnswer> {
    const { state, revision, position } = await this.runner.run({
      stream: eligibilityRunStream(input.runId),
      context,
      decider: runDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (before) => reportRun(input.progress, before),
    });
    return { state, revision, position };
  }
}
