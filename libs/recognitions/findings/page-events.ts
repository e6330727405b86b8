import { ENTERPRISE_UPCASTERS, type EnterpriseEvent } from '#libs/enterprises/domain/events.js';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import {
  RECOGNITION_UPCASTERS,
  type FindingResolved,
  type RecognitionEvent,
} from '../domain/events.js';

/** The events of a page in the shapes the program knows. */
export type PageEvent =
  | {
      readonly about: 'enterprise';
      readonly stored: RecordedEvent;
      readonly event: EnterpriseEvent;
    }
  | { readonly about: 'record'; readonly stored: RecordedEvent; readonly event: RecognitionEvent }
  | { readonly about: 'finding'; readonly stored: RecordedEvent; readonly event: FindingResolved };

/** Undefined for what says nothing about findings. */
export function pageEvent(stored: RecordedEvent): PageEvent | undefined {
  const { type } = stored;
  if (type.startsWith('enterprise.')) {
    return { about: 'enterprise', stored, event: upcast(stored, ENTERPRISE_UPCASTERS) };
  }
  if (type.startsWith('recognition.')) {
    return { about: 'record', stored, event: upcast(stored, RECOGNITION_UPCASTERS) };
  }
  if (type !== 'finding.resolved') return undefined;
  return { about: 'finding', stored, event: upcast(stored, RECOGNITION_UPCASTERS) };
}
