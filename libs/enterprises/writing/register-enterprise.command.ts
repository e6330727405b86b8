import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { dateInShanghai } from '#libs/kernel/calendar-date.js';
import { orThrow } from '#libs/kernel/refusal.js';
import { RegisterEnterprise, type EnterpriseResult } from '../commands.js';
import type { EnterpriseState } from '../domain/enterprise.js';
import { readRegistration, register } from '../domain/registration.js';
import { EnterpriseCommands } from './enterprise-commands.js';

@CommandHandler(RegisterEnterprise)
export class RegisterEnterpriseHandler implements ICommandHandler<RegisterEnterprise> {
  constructor(private readonly enterprises: EnterpriseCommands) {}

  async execute({ context, input }: RegisterEnterprise): Promise<EnterpriseResult> {
    const data = orThrow(readRegistration(input));
    const today = dateInShanghai(context.now);
    const decide = (state: EnterpriseState) => register(data, today, state);
    return this.enterprises.run(context, data.creditCode, decide, { founds: true });
  }
}
