import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandLog } from '#libs/event-store/command-log.js';
import { refuseReusedKey } from '#libs/event-store/command-runner.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { orThrow, Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { RecordRecognition, type RecognitionResult } from '../commands.js';
import { recognitionStream } from '../domain/events.js';
import { issuedNumber, numberSeries } from '../domain/number.js';
import { ISSUED_NUMBER_TAKEN, readRecording, record, type Recording } from '../domain/record.js';
import type { Holder } from './recognition-answer.js';
import { RecognitionCommands } from './recognition-commands.js';

/** Numbers tried when those issued turn out to be taken; more means the counter is broken. */
const MOST_NUMBERS = 20;

@CommandHandler(RecordRecognition)
export class RecordRecognitionHandler implements ICommandHandler<RecordRecognition> {
  constructor(
    private readonly recognitions: RecognitionCommands,
    private readonly log: CommandLog,
  ) {}

  async execute({ context, input }: RecordRecognition): Promise<RecognitionResult> {
    const recording = orThrow(readRecording(input));
    const holder = this.holderOf(recording, context.now);
    const { number } = recording;
    if (number.source === 'to-issue') return this.issueAndRun(context, recording, await holder);
    return this.run(context, recording, number.number, holder);
  }

  private run(
    context: CommandContext,
    recording: Recording,
    number: string,
    holder: Promise<Holder>,
  ): Promise<RecognitionResult> {
    const issued = recording.number.source === 'to-issue';
    const key = { kind: recording.spec.kind, number, issued, founds: true };
    return this.recognitions.run(context, key, (state) => record(recording, number, state), holder);
  }

  /**
   * A retry finds the number in the command log and so its own record; the number of a crashed
   * attempt is used, not lost. When a number turns out to be taken, the next one is tried.
   */
  private async issueAndRun(
    context: CommandContext,
    recording: Recording,
    holder: Holder,
  ): Promise<RecognitionResult> {
    const { countingYear } = recording.spec.derive(recording.attributes);
    const series = numberSeries(
      recording.spec.number.issued ?? '',
      holder.regionCode,
      countingYear,
    );
    const issue = async (attempt: number) =>
      issuedNumber(series, await this.log.issueNumber(series, context.commandId, attempt));
    let number = (await this.claimedNumber(context)) ?? (await issue(1));
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.run(context, recording, number, Promise.resolve(holder));
      } catch (error) {
        if (!isTaken(error) || attempt === MOST_NUMBERS) throw error;
      }
      number = await issue(attempt + 1);
      if (context.idempotent) {
        const stream = recognitionStream(recording.spec.kind, number);
        await this.log.move(context.commandId, stream, number);
      }
    }
  }

  private async claimedNumber(context: CommandContext): Promise<string | undefined> {
    if (!context.idempotent) return undefined;
    const claim = await this.log.find(context.commandId);
    if (claim) refuseReusedKey(claim.bodyHash, context);
    return claim?.number ?? undefined;
  }

  /** @throws RefusalError 409 `enterprise-not-registered` */
  private async holderOf(
    { spec, creditCode, attributes }: Recording,
    now: string,
  ): Promise<Holder> {
    const { countedOn } = spec.derive(attributes);
    const holder = await this.recognitions.holder(creditCode, countedOn, now);
    if (holder) return holder;
    throw new RefusalError(
      Refusal.conflict(
        'enterprise-not-registered',
        `统一社会信用代码 ${creditCode} 尚未登记为企业，请先登记企业再登记其记录`,
        { creditCode },
      ),
    );
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof RefusalError && error.refusal.code === ISSUED_NUMBER_TAKEN;
}
