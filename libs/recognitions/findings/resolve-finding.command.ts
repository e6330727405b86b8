import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { orThrow, RefusalError } from '#libs/kernel/refusal.js';
import { ResolveFinding, type ResolveFindingResult } from '../commands.js';
import { findingStream, RECOGNITION_UPCASTERS } from '../domain/events.js';
import { isFindingId } from '../domain/findings/finding.js';
import {
  findingNotFound,
  readResolution,
  resolutionDecider,
  resolve,
} from '../domain/findings/resolution.js';
import type { FindingItem } from './finding-items.js';

const STATUS = 'SELECT status FROM findings_items WHERE id = $1 AND known_to IS NULL';

@CommandHandler(ResolveFinding)
export class ResolveFindingHandler implements ICommandHandler<ResolveFinding> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly readModels: ReadModels,
  ) {}

  /**
   * Which doubts there are only the read model knows. It may lag behind; an officer resolves what a
   * list has shown, so what is missing there was never shown.
   */
  async execute(command: ResolveFinding): Promise<ResolveFindingResult> {
    const { context, findingId } = command;
    if (!isFindingId(findingId)) throw new RefusalError(findingNotFound(findingId));
    const input = orThrow(readResolution(command.input));
    const [item] = await this.readModels.query<FindingItem>(STATUS, [findingId]);
    const result = await this.runner.run({
      stream: findingStream(findingId),
      context,
      decider: resolutionDecider,
      upcasters: RECOGNITION_UPCASTERS,
      decide: (state) => resolve(findingId, input, item?.status, state),
    });
    const { position, revision, appended } = result;
    return { findingId, ...input, created: appended, position, revision };
  }
}
