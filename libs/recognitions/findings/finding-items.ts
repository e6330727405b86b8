import type { RecordedEvent } from '#libs/event-store/port.js';
import type { FindingResolved } from '../domain/events.js';
import type {
  Finding,
  FindingCode,
  FindingStatus,
  Resolution,
} from '../domain/findings/finding.js';

/** One version of a finding: what holds from `known_from` until, exclusively, `known_to`. */
export interface FindingItem {
  readonly id: string;
  readonly known_from: string;
  readonly known_to: string | null;
  /** What is examined together; the findings of a scope are all found anew at once. */
  readonly scope: string;
  readonly code: FindingCode;
  readonly message: string;
  readonly record_ids: readonly string[];
  readonly credit_codes: readonly string[];
  readonly status: FindingStatus;
  readonly resolution: Resolution | null;
  readonly note: string | null;
  readonly resolved_by: string | null;
  readonly resolved_at: string | null;
  /** Record time of the event that began this version. */
  readonly changed_at: string;
}

/** The findings at hand, as they change from event to event; remembers every version to write. */
export class FindingItems {
  private readonly current = new Map<string, FindingItem>();
  private readonly idsOfScope = new Map<string, Set<string>>();
  private readonly versions: FindingItem[] = [];

  constructor(items: readonly FindingItem[]) {
    for (const item of items) this.keep(item);
  }

  /** What was found in a scope at an event: new doubts open, changed ones stay what they are, others are gone. */
  examine(scope: string, found: readonly Finding[], at: RecordedEvent): void {
    const ids = new Set(found.map(({ id }) => id));
    for (const id of this.idsOfScope.get(scope) ?? []) {
      const item = this.current.get(id);
      if (item?.scope === scope && item.status !== 'gone' && !ids.has(id)) {
        this.begin({ ...item, ...NOT_RESOLVED, status: 'gone' }, at);
      }
    }
    for (const finding of found) this.find(scope, finding, at);
  }

  /** An officer has said what a doubt is; about what is gone there is nothing to say. */
  resolve({ data }: FindingResolved, at: RecordedEvent): void {
    const item = this.current.get(data.findingId);
    if (!item || item.status === 'gone') return;
    const { resolution, note } = data;
    const by = { resolved_by: at.metadata['actor'] ?? '', resolved_at: at.recordedAt };
    this.begin({ ...item, status: 'resolved', resolution, note, ...by }, at);
  }

  /** Versions that began, and those that ended, each once. */
  written(): FindingItem[] {
    const final = new Map(this.versions.map((item) => [`${item.id} ${item.known_from}`, item]));
    return [...final.values()];
  }

  private find(scope: string, finding: Finding, at: RecordedEvent): void {
    const { id, code, message, recordIds, creditCodes } = finding;
    const content = { scope, code, message, record_ids: recordIds, credit_codes: creditCodes };
    const item = this.current.get(id);
    if (item && item.status !== 'gone') {
      if (!isSame(item, content)) this.begin({ ...item, ...content }, at);
      return;
    }
    this.begin({ id, ...content, ...NOT_RESOLVED, status: 'open' }, at);
  }

  private begin(
    item: Omit<FindingItem, 'known_from' | 'known_to' | 'changed_at'>,
    at: RecordedEvent,
  ): void {
    const position = String(at.position);
    const previous = this.current.get(item.id);
    if (previous) this.versions.push({ ...previous, known_to: position });
    const next = { ...item, known_from: position, known_to: null, changed_at: at.recordedAt };
    this.keep(next);
    this.versions.push(next);
  }

  /** A finding changes its scope when all its records pass to another holder. */
  private keep(item: FindingItem): void {
    this.current.set(item.id, item);
    const ids = this.idsOfScope.get(item.scope) ?? new Set();
    this.idsOfScope.set(item.scope, ids.add(item.id));
  }
}

const NOT_RESOLVED = {
  resolution: null,
  note: null,
  resolved_by: null,
  resolved_at: null,
} as const;

function isSame(
  item: FindingItem,
  content: Pick<FindingItem, 'message' | 'record_ids' | 'credit_codes'>,
): boolean {
  return (
    item.message === content.message &&
    item.record_ids.join() === content.record_ids.join() &&
    item.credit_codes.join() === content.credit_codes.join()
  );
}
