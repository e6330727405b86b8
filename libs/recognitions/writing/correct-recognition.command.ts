import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orThrow } from '#libs/kernel/refusal.js';
import { CorrectRecognition, type RecognitionResult } from '../commands.js';
import { correct, readCorrection } from '../domain/amendments.js';
import { recognitionId } from '../domain/events.js';
import { keyOfPath, RecognitionCommands } from './recognition-commands.js';

@CommandHandler(CorrectRecognition)
export class CorrectRecognitionHandler implements ICommandHandler<CorrectRecognition> {
  constructor(private readonly recognitions: RecognitionCommands) {}

  async execute({ context, id, input }: CorrectRecognition): Promise<RecognitionResult> {
    const key = keyOfPath(id);
    const correction = orThrow(readCorrection(input));
    const canonicalId = recognitionId(key.kind, key.number);
    return this.recognitions.run(context, key, (state) => correct(correction, canonicalId, state));
  }
}
