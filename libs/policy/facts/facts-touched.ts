import { isRecord } from '#libs/kernel/read-fields.js';
import { manualFact } from '../domain/facts/dictionary.js';

/** Stands for every granted award among the facts that a clause reads. */
export const AWARDS_FACT = 'awards';

const ENTERPRISE_FACTS = [
  'enterprise.region',
  'enterprise.statisticalRegion',
  'enterprise.township',
  'enterprise.industry',
  'enterprise.entityType',
  'enterprise.registeredOn',
  'enterprise.deregistered',
];

/** What is asked of an event: also one that is stored. */
export interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
}

/**
 * Which facts an event may have changed, as names without a year (`rd.expense`), ids of registers
 * (`tech-contract`), {@link manualFact} or {@link AWARDS_FACT}; undefined for an event that
 * touches none. The enterprise is the event's `creditCode`.
 *
 * Only what is said itself: a clause that reads a derived fact (`rd.intensity`) has to count the
 * facts it is derived from among those it reads.
 */
export function factsTouchedBy(event: AnyEvent): readonly string[] | undefined {
  const touched = touchedBy(event);
  return touched.length === 0 ? undefined : touched;
}

function touchedBy({ type, data }: AnyEvent): readonly string[] {
  const told = isRecord(data) ? data : {};
  const [subject = ''] = type.split('.');
  switch (subject) {
    case 'enterprise':
      return enterpriseFactsTouched(type);
    case 'recognition':
      return typeof told['kind'] === 'string' ? [told['kind']] : [];
    case 'declaration':
      return isRecord(told['figures']) ? Object.keys(told['figures']) : [];
    case 'manualAnswer':
      return typeof told['question'] === 'string' ? [manualFact(told['question'])] : [];
    case 'award':
      return [AWARDS_FACT];
    default:
      return [];
  }
}

function enterpriseFactsTouched(type: string): readonly string[] {
  switch (type) {
    case 'enterprise.registered':
      return ENTERPRISE_FACTS;
    case 'enterprise.moved':
      return ENTERPRISE_FACTS.slice(0, 3);
    case 'enterprise.deregistered':
      return ['enterprise.deregistered'];
    default:
      return [];
  }
}
