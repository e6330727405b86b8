import { Inject, Injectable } from '@nestjs/common';
import { CommandRunner, type CommandResult } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { dateInShanghai } from '#libs/kernel/calendar-date.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { parseCreditCode, type CreditCode } from '#libs/kernel/credit-code.js';
import { orThrow, type Refusal } from '#libs/kernel/refusal.js';
import type { EnterpriseResult } from '../commands.js';
import {
  enterpriseDecider,
  enterpriseOn,
  otherNames,
  type EnterpriseState,
} from '../domain/enterprise.js';
import { ENTERPRISE_UPCASTERS, enterpriseStream, type EnterpriseEvent } from '../domain/events.js';
import { enterpriseAnswer } from '../reading/enterprise-answer.js';

/** Runs a decision on the stream of one enterprise; what the handlers have in common. */
@Injectable()
export class EnterpriseCommands {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /**
   * @param creditCode in canonical form
   * @param founds true for what makes an enterprise, as a rule (see `StreamCommand.founds`)
   * @throws RefusalError what the decision or the runner refuses
   */
  async run(
    context: CommandContext,
    creditCode: CreditCode | string,
    decide: (state: EnterpriseState) => readonly EnterpriseEvent[] | Refusal,
    { founds = false }: { readonly founds?: boolean } = {},
  ): Promise<EnterpriseResult> {
    const result = await this.runner.run({
      stream: enterpriseStream(creditCode),
      context,
      decider: enterpriseDecider,
      upcasters: ENTERPRISE_UPCASTERS,
      founds,
      decide,
    });
    return this.answer(result, context.now);
  }

  private answer(result: CommandResult<EnterpriseState>, now: string): EnterpriseResult {
    const { state, revision, position, recordedAt, appended } = result;
    if (state.status === 'unknown') throw new Error('a command left no enterprise behind');
    const enterprise = enterpriseOn(state, dateInShanghai(now));
    const cited = {
      revision: Number(revision),
      recordedAt,
      position: formatPosition(this.store.ledgerId, position),
    };
    return {
      enterprise: enterpriseAnswer(enterprise, otherNames(state, enterprise.name), cited),
      created: appended,
      position,
      revision,
    };
  }
}

/** The code of a path, in canonical form. @throws RefusalError 422 */
export function creditCodeOfPath(text: string): CreditCode {
  return orThrow(parseCreditCode(text));
}
