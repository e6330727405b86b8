import { placeOn, type KnownPlace } from '#libs/enterprises/place-history.js';
import { recognitionId, type RecognitionEvent } from '../domain/events.js';
import { groupFindings, isCompared, type Compared } from '../domain/findings/group-findings.js';
import { ownFindings, partyCodes, type Registry } from '../domain/findings/own-findings.js';
import type { Finding } from '../domain/findings/finding.js';
import { recordOfVersion, type VersionRow } from '../reading/version-rows.js';

/** What is examined together: one record, or a holder's records of a kind. */
export function groupScope({
  kind,
  credit_code,
}: Pick<VersionRow, 'kind' | 'credit_code'>): string {
  return `${kind}@${credit_code}`;
}

/** The group that an event's record belongs to; undefined for kinds that are not compared. */
export function groupScopeOf({ data }: RecognitionEvent): string | undefined {
  return isCompared(data.kind)
    ? groupScope({ kind: data.kind, credit_code: data.creditCode })
    : undefined;
}

/** Records, names and places as far as a page of events needs them, changing from event to event. */
export class ExaminedRecords implements Registry {
  private readonly records: Map<string, VersionRow>;
  private readonly names = new Map<string, Set<string>>();
  private readonly places = new Map<string, KnownPlace[]>();
  private readonly changed = new Set<string>();

  constructor(records: readonly VersionRow[]) {
    this.records = new Map(records.map((record) => [record.id, record]));
  }

  /** @param nameKey a name as `comparableName` reduces it */
  addName(creditCode: string, nameKey: string): void {
    const names = this.names.get(creditCode) ?? new Set();
    this.names.set(creditCode, names.add(nameKey));
  }

  addPlace(place: KnownPlace): void {
    this.places.set(place.creditCode, [...(this.places.get(place.creditCode) ?? []), place]);
  }

  set(record: VersionRow): void {
    this.records.set(record.id, record);
    this.changed.add(record.id);
  }

  get(id: string): VersionRow | undefined {
    return this.records.get(id);
  }

  /** Records that changed, as they are now. */
  changes(): VersionRow[] {
    return [...this.records.values()].filter(({ id }) => this.changed.has(id));
  }

  /** Ids of the records that this enterprise holds or is a party of. */
  concerning(creditCode: string): string[] {
    return [...this.records.values()]
      .filter(
        (record) => record.credit_code === creditCode || partyCodes(record).includes(creditCode),
      )
      .map(({ id }) => id);
  }

  findingsOfRecord(id: string): Finding[] {
    const record = this.records.get(id);
    return record && !record.withdrawn ? ownFindings(recordOfVersion(record), this) : [];
  }

  findingsOfGroup(scope: string): Finding[] {
    const members = [...this.records.values()].filter(
      (record) => !record.withdrawn && groupScope(record) === scope,
    );
    return groupFindings(members.map(comparedOf));
  }

  isRegistered(creditCode: string): boolean {
    return this.names.has(creditCode);
  }

  namesOf(creditCode: string): ReadonlySet<string> {
    return this.names.get(creditCode) ?? new Set();
  }

  regionOn(creditCode: string, day: string): string | undefined {
    return placeOn(this.places.get(creditCode) ?? [], day)?.regionCode;
  }
}

function comparedOf(version: VersionRow): Compared {
  return { ...recordOfVersion(version), revokedOn: version.revoked_on };
}

export function idOfEvent({ data }: RecognitionEvent): string {
  return recognitionId(data.kind, data.number);
}
