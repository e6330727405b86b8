import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { PublishPolicyList, type PublishPolicyListAnswer } from '../commands.js';
import { POLICY_UPCASTERS, policyListStream } from '../domain/events.js';
import { readJson } from '../domain/list/document.js';
import { readPolicyList } from '../domain/list/read-list.js';
import {
  policyListDecider,
  publishPolicyList,
  versionNotFound,
  type PolicyListState,
} from '../domain/policy-list.js';
import { isListId } from '../domain/question.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { listAnswer } from './list-answer.js';

@CommandHandler(PublishPolicyList)
export class PublishPolicyListHandler implements ICommandHandler<PublishPolicyList> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly dictionary: PolicyDictionary,
  ) {}

  async execute({ context, input }: PublishPolicyList): Promise<PublishPolicyListAnswer> {
    const { id, version, acknowledge } = input;
    const result = await this.runner.run({
      // An id that no list can have has no stream; the decision then says that it is not there.
      stream: policyListStream(isListId(id) ? id : '-'),
      context,
      decider: policyListDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (state) =>
        this.stillReadable(id, version, state) ??
        publishPolicyList(id, version, state, acknowledge ?? []),
    });
    return listAnswer(id, version, result);
  }

  /** A draft may be older than the program: what it would refuse today is not published. */
  private stillReadable(id: string, version: number, state: PolicyListState): Refusal | undefined {
    const known = state.get(version);
    if (!known) return versionNotFound(id, version);
    const { document } = readJson(known.draft.document);
    if (document && readPolicyList(document, this.dictionary.dictionary).list) return undefined;
    return Refusal.conflict(
      'draft-outdated',
      `清单 ${id} 第 ${version} 版的草稿已不符合现行格式，请重新提交后再发布`,
    );
  }
}
