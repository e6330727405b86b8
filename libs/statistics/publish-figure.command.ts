import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { orThrow } from '#libs/kernel/refusal.js';
import { PublishFigure, type PublishFigureResult } from './commands.js';
import { FIGURE_UPCASTERS, figureStream, type FigurePublished } from './domain/events.js';
import { figureDecider, publishFigure, readFigure, standing } from './domain/figure.js';
import { figureAnswer } from './figure-answer.js';

@CommandHandler(PublishFigure)
export class PublishFigureHandler implements ICommandHandler<PublishFigure> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ context, input }: PublishFigure): Promise<PublishFigureResult> {
    const figure = orThrow(readFigure(input, context.now));
    const stream = figureStream(figure.series, figure.regionCode);
    const { state, revision, position, appended } = await this.runner.run({
      stream,
      context,
      decider: figureDecider,
      upcasters: FIGURE_UPCASTERS,
      decide: (vintages) => publishFigure(figure, vintages),
    });
    // The stream holds one event per vintage, so the standing vintage's place is its revision.
    const vintage = standing(figure, state);
    const from = vintage ? BigInt(state.indexOf(vintage)) : revision;
    const [event] = await this.store.readStream(stream, { from, limit: 1 });
    if (event === undefined) throw new Error(`${stream} has no event at revision ${from}`);
    return { figure: this.answer(event), created: appended, position, revision };
  }

  private answer(event: RecordedEvent): PublishFigureResult['figure'] {
    const { source, ...data } = upcast<FigurePublished>(event, FIGURE_UPCASTERS).data;
    const { position, id: eventId, recordedAt } = event;
    const vintage = { ...data, sourceTitle: source.title, position, eventId, recordedAt };
    return figureAnswer(vintage, this.store.ledgerId);
  }
}
