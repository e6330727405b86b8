import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { dateInShanghai } from '#libs/kernel/calendar-date.js';
import { fold } from '#libs/kernel/decider.js';
import { enterpriseDecider, enterpriseOn, type EnterpriseState } from '../domain/enterprise.js';
import { ENTERPRISE_UPCASTERS, enterpriseStream, type EnterpriseEvent } from '../domain/events.js';
import {
  EnterpriseOnDays,
  EnterpriseOnStream,
  type EnterpriseOnDaysAnswer,
  type EnterpriseOnStreamAnswer,
} from '../queries.js';

/** Answers from the enterprise's own stream, so that a command just acknowledged is seen. */
@QueryHandler(EnterpriseOnStream)
export class EnterpriseOnStreamHandler implements IQueryHandler<
  EnterpriseOnStream,
  EnterpriseOnStreamAnswer
> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ creditCode, asOf }: EnterpriseOnStream): Promise<EnterpriseOnStreamAnswer> {
    const state = await stateOf(this.store, creditCode);
    if (state.status === 'unknown') return null;
    return enterpriseOn(state, asOf ?? dateInShanghai(new Date().toISOString()));
  }
}

@QueryHandler(EnterpriseOnDays)
export class EnterpriseOnDaysHandler implements IQueryHandler<
  EnterpriseOnDays,
  EnterpriseOnDaysAnswer
> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ creditCode, days }: EnterpriseOnDays): Promise<EnterpriseOnDaysAnswer> {
    const state = await stateOf(this.store, creditCode);
    return state.status === 'unknown' ? null : days.map((day) => enterpriseOn(state, day));
  }
}

async function stateOf(store: EventStore, creditCode: string): Promise<EnterpriseState> {
  const stored = await store.readStream(enterpriseStream(creditCode));
  const events = stored.map((event) => upcast<EnterpriseEvent>(event, ENTERPRISE_UPCASTERS));
  return fold(enterpriseDecider, events);
}
