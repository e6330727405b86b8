import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import {
  RECOGNITION_UPCASTERS,
  recognitionId,
  type RecognitionEvent,
} from '#libs/recognitions/domain/events.js';
import { factsOf, type EvidenceVersion } from './evidence-version.js';

/**
 * Applies a page with three statements whatever its length: read the versions that the page follows,
 * close those, insert the new ones. What begins and ends within the page is settled in memory.
 */
export async function applyRecognitionEvents(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const changes = events
    .filter(({ type }) => type.startsWith('recognition.'))
    .map((event) => ({ event, change: upcast<RecognitionEvent>(event, RECOGNITION_UPCASTERS) }));
  if (changes.length === 0) return;
  const versions = new Versions(
    await openVersions(
      tx,
      changes.map((c) => c.change),
    ),
  );
  for (const { event, change } of changes) versions.apply(event, change);
  await closeVersions(tx, versions.closed);
  await insertVersions(tx, versions.added);
}

/** The open version per record, and what a page does to it. */
class Versions {
  /** Stored versions that end in this page. */
  readonly closed: { readonly id: string; readonly position: string }[] = [];
  readonly added: EvidenceVersion[] = [];
  /** Index in `added` of the open version of a record that this page wrote. */
  private readonly fresh = new Map<string, number>();

  constructor(private readonly stored: Map<string, EvidenceVersion>) {}

  apply(event: RecordedEvent, change: RecognitionEvent): void {
    const id = recognitionId(change.data.kind, change.data.number);
    const before = this.close(id, String(event.position));
    const next = nextVersion(before, event, change);
    if (next !== undefined) this.fresh.set(id, this.added.push(next) - 1);
  }

  private close(id: string, position: string): EvidenceVersion | undefined {
    const index = this.fresh.get(id);
    const fresh = index === undefined ? undefined : this.added[index];
    if (index !== undefined && fresh) {
      this.added[index] = { ...fresh, known_to: position };
      this.fresh.delete(id);
      return fresh;
    }
    const stored = this.stored.get(id);
    if (this.stored.delete(id)) this.closed.push({ id, position });
    return stored;
  }
}

/** @throws Error when history is not what the deciders allow: a projection stops, it never guesses. */
function nextVersion(
  before: EvidenceVersion | undefined,
  event: RecordedEvent,
  change: RecognitionEvent,
): EvidenceVersion | undefined {
  const known = { known_from: String(event.position), known_to: null };
  if (change.type === 'recognition.recorded') {
    return { ...factsOf(change.data), revoked_on: null, event_ids: [event.id], ...known };
  }
  if (before === undefined) {
    throw new Error(`${change.type} of ${event.stream} at ${event.position} follows no record`);
  }
  const event_ids = [...before.event_ids, event.id];
  switch (change.type) {
    case 'recognition.corrected':
      return { ...factsOf(change.data), revoked_on: before.revoked_on, event_ids, ...known };
    case 'recognition.revoked':
      // What the record was counted by stays its source; the revocation is among its events.
      return { ...before, revoked_on: change.data.effectiveOn, event_ids, ...known };
    case 'recognition.withdrawn':
      return undefined;
  }
}

async function openVersions(
  tx: ProjectionTransaction,
  changes: readonly RecognitionEvent[],
): Promise<Map<string, EvidenceVersion>> {
  const ids = new Set(
    changes
      .filter(({ type }) => type !== 'recognition.recorded')
      .map(({ data }) => recognitionId(data.kind, data.number)),
  );
  if (ids.size === 0) return new Map();
  const rows = await tx.query<{ version: EvidenceVersion }>(
    // Through JSON, so that dates stay text and bigints keep their digits.
    `SELECT to_jsonb(e) || jsonb_build_object(
       'value_fen', e.value_fen::text, 'technology_value_fen', e.technology_value_fen::text,
       'known_from', e.known_from::text) AS version
     FROM tally_evidence e WHERE known_to IS NULL AND recognition_id = ANY($1::text[])`,
    [[...ids]],
  );
  return new Map(rows.map(({ version }) => [version.recognition_id, version]));
}

async function closeVersions(
  tx: ProjectionTransaction,
  closed: readonly { readonly id: string; readonly position: string }[],
): Promise<void> {
  if (closed.length === 0) return;
  await tx.query(
    `UPDATE tally_evidence e SET known_to = c.position
     FROM unnest($1::text[], $2::bigint[]) AS c (recognition_id, position)
     WHERE e.recognition_id = c.recognition_id AND e.known_to IS NULL`,
    [closed.map(({ id }) => id), closed.map(({ position }) => position)],
  );
}

async function insertVersions(
  tx: ProjectionTransaction,
  added: readonly EvidenceVersion[],
): Promise<void> {
  if (added.length === 0) return;
  await tx.query(
    'INSERT INTO tally_evidence SELECT * FROM jsonb_populate_recordset(null::tally_evidence, $1)',
    [JSON.stringify(added)],
  );
}
