import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orThrow } from '#libs/kernel/refusal.js';
import { DeregisterEnterprise, type EnterpriseResult } from '../commands.js';
import { deregister, readDeregistration } from '../domain/changes.js';
import { creditCodeOfPath, EnterpriseCommands } from './enterprise-commands.js';

@CommandHandler(DeregisterEnterprise)
export class DeregisterEnterpriseHandler implements ICommandHandler<DeregisterEnterprise> {
  constructor(private readonly enterprises: EnterpriseCommands) {}

  async execute({ context, creditCode, input }: DeregisterEnterprise): Promise<EnterpriseResult> {
    const code = creditCodeOfPath(creditCode);
    const data = orThrow(readDeregistration(code, input));
    return this.enterprises.run(context, code, (state) => deregister(data, state));
  }
}
