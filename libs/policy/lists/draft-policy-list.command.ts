import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { DraftPolicyList, type DraftPolicyListAnswer, type ListSubmission } from '../commands.js';
import { CASE_CODES } from '../domain/cases/case-codes.js';
import { checkList } from '../domain/cases/check-list.js';
import { POLICY_UPCASTERS, policyListStream } from '../domain/events.js';
import { readJson, readYaml, type PlainDocument } from '../domain/list/document.js';
import { hasErrors, sayFinding, type Finding } from '../domain/list/findings.js';
import type { ListReading } from '../domain/list/read-list.js';
import {
  draftPolicyList,
  nextVersion,
  policyListDecider,
  type DraftInput,
} from '../domain/policy-list.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { listAnswer } from './list-answer.js';

@CommandHandler(DraftPolicyList)
export class DraftPolicyListHandler implements ICommandHandler<DraftPolicyList> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly dictionary: PolicyDictionary,
  ) {}

  async execute({ context, submission }: DraftPolicyList): Promise<DraftPolicyListAnswer> {
    const input = this.read(submission);
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

  /** @throws RefusalError 422 with every finding, each with line, clause and what is accepted */
  private read(submission: ListSubmission): DraftInput {
    const { document, findings } =
      'text' in submission ? readYaml(submission.text) : readJson(submission.document);
    if (!document) throw refused(findings);
    const { tests } = submission;
    const reading = checkList(document, this.dictionary.dictionary, tests);
    const unreadable = reading.findings.filter(({ code }) => code === CASE_CODES.unreadable);
    if (!reading.list || unreadable.length > 0) throw refused(reading.findings);
    return draftOf(reading, reading.list, document, submission);
  }
}

function draftOf(
  reading: ListReading,
  list: NonNullable<ListReading['list']>,
  document: PlainDocument,
  submission: ListSubmission,
): DraftInput {
  return {
    listId: list.id,
    ...(list.version === undefined ? {} : { version: list.version }),
    ...(list.supersedes === undefined ? {} : { supersedes: list.supersedes }),
    title: list.title,
    sample: list.sample,
    effective: list.effective,
    hash: reading.hash,
    document: document.root,
    text: 'text' in submission ? submission.text : JSON.stringify(document.root, null, 2),
    ...(submission.tests === undefined ? {} : { tests: submission.tests }),
    findings: reading.findings,
  };
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
