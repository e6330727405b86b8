import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { awardNotFound } from '../domain/awards/next-step.js';
import { awardAnswer, forEnterprise } from './award-answer.js';
import { AwardStreams } from './award-streams.js';
import { AWARDS_PROJECTION } from './awards.projection.js';
import { AwardOf, type AwardAnswer } from './queries.js';

@QueryHandler(AwardOf)
export class AwardOfHandler implements IQueryHandler<AwardOf> {
  constructor(
    private readonly streams: AwardStreams,
    private readonly readModels: ReadModels,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ id, request, actor }: AwardOf): Promise<AwardAnswer> {
    // The stream has no lag; `after` is waited for all the same, as everywhere.
    if (request.after !== undefined) await this.readModels.resolve([AWARDS_PROJECTION], request);
    const history = await this.streams.history(id);
    const answer = awardAnswer(history, this.store.ledgerId, new Date().toISOString());
    if (!answer) throw new RefusalError(awardNotFound(id));
    if (actor.role !== 'enterprise') return answer;
    if (answer.creditCode !== actor.creditCode) {
      const sentence = '企业账号只能查看本企业的奖补';
      throw new RefusalError(new Refusal('forbidden', 'not-your-enterprise', sentence));
    }
    const seen = forEnterprise(answer);
    if (!seen) throw new RefusalError(awardNotFound(id));
    return seen;
  }
}
