import type { Award } from './award.js';
import type { AwardEvent } from './events.js';

type Data<T extends AwardEvent['type']> = Extract<AwardEvent, { type: T }>['data'];

/** An event of this award: names it and its enterprise. */
export function awardEvent<T extends AwardEvent['type']>(
  { proposal: { awardId, creditCode } }: Award,
  type: T,
  data: Omit<Data<T>, 'awardId' | 'creditCode'>,
): AwardEvent {
  return {
    type,
    schemaVersion: 1,
    data: { awardId, creditCode, ...data },
  } as unknown as AwardEvent;
}
