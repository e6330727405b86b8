import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orThrow } from '#libs/kernel/refusal.js';
import { MoveEnterprise, type EnterpriseResult } from '../commands.js';
import { move, readMove } from '../domain/changes.js';
import { creditCodeOfPath, EnterpriseCommands } from './enterprise-commands.js';

@CommandHandler(MoveEnterprise)
export class MoveEnterpriseHandler implements ICommandHandler<MoveEnterprise> {
  constructor(private readonly enterprises: EnterpriseCommands) {}

  async execute({ context, creditCode, input }: MoveEnterprise): Promise<EnterpriseResult> {
    const code = creditCodeOfPath(creditCode);
    const data = orThrow(readMove(code, input));
    return this.enterprises.run(context, code, (state) => move(data, state));
  }
}
