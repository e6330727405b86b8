import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { ReportPolicyImpact, type ReportPolicyImpactAnswer } from '../commands.js';
import { POLICY_UPCASTERS } from '../domain/events.js';
import { policyImpactStream } from '../domain/impact/events.js';
import { impactDecider, reportImpact } from '../domain/impact/policy-impact.js';

@CommandHandler(ReportPolicyImpact)
export class ReportPolicyImpactHandler implements ICommandHandler<ReportPolicyImpact> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ context, input }: ReportPolicyImpact): Promise<ReportPolicyImpactAnswer> {
    const { state, revision, position } = await this.runner.run({
      stream: policyImpactStream(input.impactId),
      context,
      decider: impactDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (before) => reportImpact(input.progress, before),
    });
    return { state, revision, position };
  }
}
