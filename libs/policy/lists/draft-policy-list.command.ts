import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { DraftPolicyList, type DraftPolicyListAnswer, type ListSubmission } from '../commands.js';
import { POLICY_UPCASTERS, policyListStream } from '../domain/events.js';
import { hasErrors, sayFinding, type Finding } from '../domain/list/findings.js';
import {
  draftPolicyList,
  nextVersion,
  policyListDecider,
  type DraftInput,
} from '../domain/policy-list.js';
import { listAnswer } from './list-answer.js';
import { ListChecks } from './list-checks.js';

@CommandHandler(DraftPolicyList)
export class DraftPolicyListHandler implements ICommandHandler<DraftPolicyList> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly checks: ListChecks,
  ) {}

  async execute({ context, submission }: DraftPolicyList): Promise<DraftPolicyListAnswer> {
    const input = await this.read(submission);
    const result = await this.runner.run({
      stream: policyListStream(input.listId),
      context,
      decider: policyListDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (state) => draftPolicyList(input, state),
    });
    const version = input.version ?? versionOf(result.state, input.hash);
    return listAnswer(input.listId, version, result);
  }

  /** @throws RefusalError 422 with every finding, each with line, clause and what is accepted; 503 */
  private async read(submission: ListSubmission): Promise<DraftInput> {
    const reading = await this.checks.check(submission);
    if ('refused' in reading) throw refused(reading.refused);
    return reading.input;
  }
}

/** A draft that was there already keeps its number. */
function versionOf(state: Parameters<typeof nextVersion>[0], hash: string): number {
  const same = [...state].findLast(([, { draft }]) => draft.hash === hash);
  return same?.[0] ?? nextVersion(state);
}

function refused(findings: readonly Finding[]): RefusalError {
  const errors = findings.filter((finding) => hasErrors([finding]));
  return new RefusalError(
    Refusal.unacceptable(
      errors.map((finding) => ({
        path: finding.path,
        code: finding.code,
        message: sayFinding(finding),
      })),
    ),
  );
}
