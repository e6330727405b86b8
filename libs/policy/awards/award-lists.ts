import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import { isListId } from '../domain/question.js';
import { PublishedLists } from '../lists/published-lists.js';

/** The list version that awards of a year stand on now. */
@Injectable()
export class AwardLists {
  constructor(
    private readonly lists: PublishedLists,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** @throws RefusalError 404 for a list that nobody published, 503 */
  async inForce(list: string, awardYear: number): Promise<ListVersion> {
    const { safe } = await this.store.horizon();
    const version = isListId(list) ? await this.lists.at(safe, awardYear, list) : undefined;
    if (version) return version;
    const sentence = `没有已发布的政策清单 ${list.slice(0, 60)}，见 GET /api/v1/policy-lists`;
    throw new RefusalError(Refusal.notFound('policy-list-not-found', sentence));
  }
}
