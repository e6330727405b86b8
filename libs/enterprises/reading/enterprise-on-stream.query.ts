import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { dateInShanghai } from '#libs/kernel/calendar-date.js';
import { fold } from '#libs/kernel/decider.js';
import { enterpriseDecider, enterpriseOn } from '../domain/enterprise.js';
import { ENTERPRISE_UPCASTERS, enterpriseStream, type EnterpriseEvent } from '../domain/events.js';
import { EnterpriseOnStream, type EnterpriseOnStreamAnswer } from '../queries.js';

/** Answers from the enterprise's own stream, so that a command just acknowledged is seen. */
@QueryHandler(EnterpriseOnStream)
export class EnterpriseOnStreamHandler implements IQueryHandler<
  EnterpriseOnStream,
  EnterpriseOnStreamAnswer
> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ creditCode, asOf }: EnterpriseOnStream): Promise<EnterpriseOnStreamAnswer> {
    const stored = await this.store.readStream(enterpriseStream(creditCode));
    const events = stored.map((event) => upcast<EnterpriseEvent>(event, ENTERPRISE_UPCASTERS));
    const state = fold(enterpriseDecider, events);
    if (state.status === 'unknown') return null;
    return enterpriseOn(state, asOf ?? dateInShanghai(new Date().toISOString()));
  }
}
