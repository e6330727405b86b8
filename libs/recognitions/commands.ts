import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type {
  CorrectRecognitionInput,
  RevokeRecognitionInput,
  WithdrawRecognitionInput,
} from './domain/amendments.js';
import type { ResolveFindingInput } from './domain/findings/resolution.js';
import type { RecordRecognitionInput } from './domain/record.js';
import type { RecognitionAnswer } from './queries.js';

export type {
  CorrectRecognitionInput,
  RevokeRecognitionInput,
  WithdrawRecognitionInput,
} from './domain/amendments.js';
export type { ResolveFindingInput } from './domain/findings/resolution.js';
export type { RecordRecognitionInput } from './domain/record.js';

/** What every command of a record answers. */
export interface RecognitionResult {
  /** As it is by its stream right after the command (a repeat: right after the first time). */
  readonly recognition: RecognitionAnswer;
  /** True when the command's own events are in the ledger; false when it was so already. */
  readonly created: boolean;
  readonly position: bigint;
  readonly revision: bigint;
}

/**
 * @throws RefusalError 422, 409 `enterprise-not-registered`, `number-held-by-another`,
 *   `already-recorded-differently`
 */
export class RecordRecognition extends Command<RecognitionResult> {
  constructor(
    readonly context: CommandContext,
    readonly input: RecordRecognitionInput,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 404 `recognition-not-found`, 409 `recognition-withdrawn` */
export class CorrectRecognition extends Command<RecognitionResult> {
  constructor(
    readonly context: CommandContext,
    /** `<kind>.<number>` */
    readonly id: string,
    readonly input: CorrectRecognitionInput,
  ) {
    super();
  }
}

/**
 * @throws RefusalError 422, 404 `recognition-not-found`, 409 `recognition-withdrawn`,
 *   `already-revoked`
 */
export class RevokeRecognition extends Command<RecognitionResult> {
  constructor(
    readonly context: CommandContext,
    readonly id: string,
    readonly input: RevokeRecognitionInput,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 404 `recognition-not-found`, 409 `already-withdrawn` */
export class WithdrawRecognition extends Command<RecognitionResult> {
  constructor(
    readonly context: CommandContext,
    readonly id: string,
    readonly input: WithdrawRecognitionInput,
  ) {
    super();
  }
}

export interface ResolveFindingResult {
  readonly findingId: string;
  readonly resolution: ResolveFindingInput['resolution'];
  readonly note: string;
  readonly created: boolean;
  readonly position: bigint;
  readonly revision: bigint;
}

/** @throws RefusalError 422, 404 `finding-not-found`, 409 `finding-gone` */
export class ResolveFinding extends Command<ResolveFindingResult> {
  constructor(
    readonly context: CommandContext,
    readonly findingId: string,
    readonly input: ResolveFindingInput,
  ) {
    super();
  }
}
