import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orThrow } from '#libs/kernel/refusal.js';
import { entitlementOf } from '../domain/awards/entitlement.js';
import { readProposal, todayAt } from '../domain/awards/read-proposal.js';
import { AwardCommands } from './award-commands.js';
import { AwardProposals } from './award-proposals.js';
import { ProposeAward, type AwardResult } from './commands.js';
import { draftOf, FrozenFacts } from './frozen-facts.js';

@CommandHandler(ProposeAward)
export class ProposeAwardHandler implements ICommandHandler<ProposeAward> {
  constructor(
    private readonly awards: AwardCommands,
    private readonly proposals: AwardProposals,
    private readonly frozen: FrozenFacts,
  ) {}

  async execute({ context, body }: ProposeAward): Promise<AwardResult> {
    const input = orThrow(readProposal(body, context.now));
    // What a retry would find by today's facts does not matter: it is told what was done.
    const again = await this.proposals.again(context);
    if (again) return this.awards.answer(again, again.id, context.now);
    const { creditCode, awardYear, list, applicationOn, departments } = input;
    const { name, regionCode } = await this.frozen.enterprise(creditCode, applicationOn);
    const position = await this.frozen.position(applicationOn, todayAt(context.now));
    const question = { asOf: applicationOn, awardYear, ...(list === undefined ? {} : { list }) };
    const result = await this.frozen.result(creditCode, question, position);
    const proposedBy = context.actor.id;
    const proposing = { creditCode, enterpriseName: name, proposedBy, position, departments };
    const draft = draftOf(result, orThrow(entitlementOf(result, input)), proposing);
    const written = await this.proposals.write(context, draft, regionCode);
    return this.awards.answer(written, written.id, context.now);
  }
}
