import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { Refusal } from '#libs/kernel/refusal.js';
import {
  CompleteEligibilityCheck,
  FailEligibilityCheck,
  RetryEligibilityCheck,
  type StreamPlace,
} from '../commands.js';
import {
  checkDecider,
  completeCheck,
  failCheck,
  retryCheck,
  type CheckState,
} from '../domain/eligibility-check.js';
import {
  eligibilityCheckStream,
  POLICY_UPCASTERS,
  type EligibilityCheckEvent,
} from '../domain/events.js';

type Decision = (state: CheckState) => readonly EligibilityCheckEvent[] | Refusal;

/** @throws RefusalError 404 `check-not-found` */
async function runOn(
  runner: CommandRunner,
  checkId: string,
  context: CommandContext,
  decide: Decision,
): Promise<StreamPlace> {
  const { revision, position } = await runner.run({
    stream: eligibilityCheckStream(checkId),
    context,
    decider: checkDecider,
    upcasters: POLICY_UPCASTERS,
    decide,
  });
  return { revision, position };
}

@CommandHandler(CompleteEligibilityCheck)
export class CompleteEligibilityCheckHandler implements ICommandHandler<CompleteEligibilityCheck> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ context, input }: CompleteEligibilityCheck): Promise<StreamPlace> {
    const { checkId, result } = input;
    const data = {
      checkId,
      knownPosition: String(input.knownPosition),
      resultHash: sha256Hex(canonicalJson(result)),
      result,
    };
    return runOn(this.runner, checkId, context, (state) => completeCheck(data, state));
  }
}

@CommandHandler(FailEligibilityCheck)
export class FailEligibilityCheckHandler implements ICommandHandler<FailEligibilityCheck> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ context, input }: FailEligibilityCheck): Promise<StreamPlace> {
    const { checkId, reason } = input;
    return runOn(this.runner, checkId, context, (state) => failCheck(reason, state));
  }
}

@CommandHandler(RetryEligibilityCheck)
export class RetryEligibilityCheckHandler implements ICommandHandler<RetryEligibilityCheck> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ context, input }: RetryEligibilityCheck): Promise<StreamPlace> {
    return runOn(this.runner, input.checkId, context, retryCheck);
  }
}
