import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { termsOf } from '../domain/list/terms.js';
import { PublishedLists } from '../lists/published-lists.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { PolicyEventsInWords, type EventInWords } from '../queries.js';
import { eventInWords } from './events-in-words.js';

@QueryHandler(PolicyEventsInWords)
export class PolicyEventsInWordsHandler implements IQueryHandler<PolicyEventsInWords> {
  constructor(
    private readonly lists: PublishedLists,
    private readonly dictionary: PolicyDictionary,
  ) {}

  async execute({ events }: PolicyEventsInWords): Promise<readonly EventInWords[]> {
    const versions = await this.lists.everyVersion();
    const terms = termsOf(versions.map(({ list }) => list));
    const wording = { dictionary: this.dictionary.dictionary, terms };
    return events.map(({ event, earlier }) => eventInWords(event, earlier, wording));
  }
}
