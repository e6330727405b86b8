import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CheckPolicyListAheadHandler } from './lists/check-policy-list-ahead.command.js';
import { DraftPolicyListHandler } from './lists/draft-policy-list.command.js';
import {
  PolicyListDiffHandler,
  PolicyListOfHandler,
  PolicyListsHandler,
  PolicyListVersionOfHandler,
} from './lists/list-queries.js';
import { PolicyListsController } from './lists/policy-lists.controller.js';
import { ListChecks } from './lists/list-checks.js';
import { PublishPolicyListHandler } from './lists/publish-policy-list.command.js';
import { PublishedLists } from './lists/published-lists.js';
import { PublishedTerms } from './lists/published-terms.js';
import { PolicyEventsInWordsHandler } from './timeline/policy-events-in-words.query.js';
import { PolicyDictionary } from './policy-dictionary.js';

/** Policy lists alone: drafting, publishing, reading. Needs no queue. */
@Module({
  imports: [CqrsModule],
  controllers: [PolicyListsController],
  providers: [
    PolicyDictionary,
    ListChecks,
    PublishedLists,
    PublishedTerms,
    CheckPolicyListAheadHandler,
    DraftPolicyListHandler,
    PublishPolicyListHandler,
    PolicyListsHandler,
    PolicyListOfHandler,
    PolicyListVersionOfHandler,
    PolicyListDiffHandler,
    PolicyEventsInWordsHandler,
  ],
  exports: [PolicyDictionary, PublishedLists, PublishedTerms],
})
export class PolicyListsModule {}
