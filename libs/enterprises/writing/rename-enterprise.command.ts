import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orThrow } from '#libs/kernel/refusal.js';
import { RenameEnterprise, type EnterpriseResult } from '../commands.js';
import { rename, readRename } from '../domain/changes.js';
import { creditCodeOfPath, EnterpriseCommands } from './enterprise-commands.js';

@CommandHandler(RenameEnterprise)
export class RenameEnterpriseHandler implements ICommandHandler<RenameEnterprise> {
  constructor(private readonly enterprises: EnterpriseCommands) {}

  async execute({ context, creditCode, input }: RenameEnterprise): Promise<EnterpriseResult> {
    const code = creditCodeOfPath(creditCode);
    const data = orThrow(readRename(code, input));
    return this.enterprises.run(context, code, (state) => rename(data, state));
  }
}
