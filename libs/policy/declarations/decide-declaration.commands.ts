import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { parseCreditCode } from '#libs/kernel/credit-code.js';
import { orThrow } from '#libs/kernel/refusal.js';
import {
  ConfirmDeclaration,
  RejectDeclaration,
  WithdrawDeclaration,
  type DeclarationResult,
} from './commands.js';
import {
  confirmDeclaration,
  readDecision,
  rejectDeclaration,
  withdrawDeclaration,
} from '../domain/declarations/decisions.js';
import { DeclarationCommands } from './declaration-commands.js';

@CommandHandler(ConfirmDeclaration)
export class ConfirmDeclarationHandler implements ICommandHandler<ConfirmDeclaration> {
  constructor(private readonly declarations: DeclarationCommands) {}

  execute(command: ConfirmDeclaration): Promise<DeclarationResult> {
    const key = keyOf(command);
    const input = orThrow(readDecision(this.declarations.dictionary, command.input, 'none'));
    return this.declarations.run(command.context, key, (dictionary, state) =>
      confirmDeclaration(dictionary, key, input, state),
    );
  }
}

@CommandHandler(RejectDeclaration)
export class RejectDeclarationHandler implements ICommandHandler<RejectDeclaration> {
  constructor(private readonly declarations: DeclarationCommands) {}

  execute(command: RejectDeclaration): Promise<DeclarationResult> {
    const key = keyOf(command);
    const input = orThrow(readDecision(this.declarations.dictionary, command.input, 'required'));
    return this.declarations.run(command.context, key, (dictionary, state) =>
      rejectDeclaration(dictionary, key, input, state),
    );
  }
}

@CommandHandler(WithdrawDeclaration)
export class WithdrawDeclarationHandler implements ICommandHandler<WithdrawDeclaration> {
  constructor(private readonly declarations: DeclarationCommands) {}

  execute(command: WithdrawDeclaration): Promise<DeclarationResult> {
    const key = keyOf(command);
    const input = orThrow(readDecision(this.declarations.dictionary, command.input, 'required'));
    return this.declarations.run(command.context, key, (dictionary, state) =>
      withdrawDeclaration(dictionary, key, input, state),
    );
  }
}

function keyOf({ creditCode, year }: { readonly creditCode: string; readonly year: number }) {
  return { creditCode: orThrow(parseCreditCode(creditCode, 'creditCode')), year };
}
