import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { refuseUnknownList, termsOf, unknownTerm, type ListTerms } from '../domain/list/terms.js';
import { POLICY_PROJECTION } from './policy.projection.js';
import { PublishedLists } from './published-lists.js';

/**
 * What published versions say, also superseded ones: what was once asked may still be answered, since
 * earlier award years go by the version of their time.
 */
@Injectable()
export class PublishedTerms {
  constructor(
    private readonly readModels: ReadModels,
    private readonly lists: PublishedLists,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** Of one list. @throws RefusalError 422 when nothing of it is published, 503 */
  async of(list: string): Promise<ListTerms> {
    const known = termsOf(await this.published(list));
    if (known.lists.size > 0) return known;
    const unknown = refuseUnknownList(list, await this.ofAll());
    if (unknown) throw new RefusalError(unknownTerm(unknown));
    return known;
  }

  /** Of all lists. @throws RefusalError 503 */
  async ofAll(): Promise<ListTerms> {
    return termsOf(await this.published());
  }

  /** Waits for what is in the ledger, so that what was just published counts. */
  private async published(list?: string) {
    const { safe } = await this.store.horizon();
    await this.readModels.waitFor([POLICY_PROJECTION], safe);
    return (await this.lists.everyVersion(list)).map((version) => version.list);
  }
}
