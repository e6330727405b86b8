import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orThrow } from '#libs/kernel/refusal.js';
import { WithdrawRecognition, type RecognitionResult } from '../commands.js';
import { withdraw, readWithdrawal } from '../domain/amendments.js';
import { recognitionId } from '../domain/events.js';
import { keyOfPath, RecognitionCommands } from './recognition-commands.js';

@CommandHandler(WithdrawRecognition)
export class WithdrawRecognitionHandler implements ICommandHandler<WithdrawRecognition> {
  constructor(private readonly recognitions: RecognitionCommands) {}

  async execute({ context, id, input }: WithdrawRecognition): Promise<RecognitionResult> {
    const key = keyOfPath(id);
    const reason = orThrow(readWithdrawal(input));
    const canonicalId = recognitionId(key.kind, key.number);
    return this.recognitions.run(context, key, (state) => withdraw(reason, canonicalId, state));
  }
}
