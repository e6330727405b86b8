import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orThrow } from '#libs/kernel/refusal.js';
import { RevokeRecognition, type RecognitionResult } from '../commands.js';
import { revoke, readRevocation } from '../domain/amendments.js';
import { recognitionId } from '../domain/events.js';
import { keyOfPath, RecognitionCommands } from './recognition-commands.js';

@CommandHandler(RevokeRecognition)
export class RevokeRecognitionHandler implements ICommandHandler<RevokeRecognition> {
  constructor(private readonly recognitions: RecognitionCommands) {}

  async execute({ context, id, input }: RevokeRecognition): Promise<RecognitionResult> {
    const key = keyOfPath(id);
    const revocation = orThrow(readRevocation(input));
    const canonicalId = recognitionId(key.kind, key.number);
    return this.recognitions.run(context, key, (state) => revoke(revocation, canonicalId, state));
  }
}
