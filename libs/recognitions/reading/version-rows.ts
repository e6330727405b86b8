import type { RecordedEvent } from '#libs/event-store/port.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type { Attributes, RecognitionEvent, RecognitionKind } from '../domain/events.js';
import { recognitionId } from '../domain/events.js';
import { kindOf } from '../domain/kinds/registry.js';
import { comparableName } from '../domain/kinds/read.js';
import {
  recognitionDecider,
  type RecognitionState,
  type RecordedRecognition,
} from '../domain/recognition.js';

/**
 * One version of a record: what the ledger says of it from `known_from` until, exclusively,
 * `known_to`. Every event that changes a record ends one version and begins the next.
 */
export interface VersionRow {
  readonly id: string;
  readonly kind: RecognitionKind;
  readonly number: string;
  readonly credit_code: string;
  readonly revision: number;
  readonly known_from: string;
  readonly known_to: string | null;
  readonly counting_year: number;
  readonly counted_on: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly revoked_on: string | null;
  readonly withdrawn: boolean;
  readonly issued: boolean;
  readonly attributes: Attributes;
  readonly source: SourceDocument;
  /** Number and what people call it, as searches see it. */
  readonly search_text: string;
  /** Events it is made of, oldest first; a record made anew after a withdrawal begins anew. */
  readonly event_ids: readonly string[];
  readonly recorded_at: string;
}

/**
 * The version that an event begins, from the one before it.
 * @returns undefined when the event changes nothing (a damaged stream)
 */
export function nextVersion(
  previous: VersionRow | undefined,
  event: RecognitionEvent,
  stored: RecordedEvent,
): VersionRow | undefined {
  const state = recognitionDecider.evolve(stateOf(previous), event);
  const isWithdrawn = state.status === 'withdrawn';
  const record = isWithdrawn ? state.last : state.status === 'recorded' ? state : undefined;
  if (!record) return undefined;
  const isNew = event.type === 'recognition.recorded';
  return {
    ...columnsOf(record),
    revision: Number(stored.revision),
    known_from: String(stored.position),
    known_to: null,
    withdrawn: isWithdrawn,
    event_ids: [...(isNew || !previous ? [] : previous.event_ids), stored.id],
    recorded_at: stored.recordedAt,
  };
}

function columnsOf(record: RecordedRecognition) {
  const { kind, number, creditCode, attributes, dates, issued, source, revocation } = record;
  return {
    id: recognitionId(kind, number),
    kind,
    number,
    credit_code: creditCode,
    counting_year: dates.countingYear,
    counted_on: dates.countedOn,
    valid_from: dates.validFrom,
    valid_to: dates.validTo,
    revoked_on: revocation?.effectiveOn ?? null,
    issued,
    attributes,
    source,
    search_text: searchText(record),
  };
}

/** Upper-case numbers are found by what people type, hence compared like names. */
function searchText({ kind, number, attributes }: RecordedRecognition): string {
  const title = kindOf(kind).title?.(attributes) ?? '';
  return `${comparableName(number)} ${comparableName(title)}`;
}

/** The state that a version stands for, as far as the fold needs it. */
function stateOf(version: VersionRow | undefined): RecognitionState {
  if (!version) return { status: 'unknown' };
  const record = recordOfVersion(version);
  return version.withdrawn ? { status: 'withdrawn', reason: '', last: record } : record;
}

export function recordOfVersion(version: VersionRow): RecordedRecognition {
  const { revoked_on: revokedOn, source } = version;
  return {
    status: 'recorded',
    kind: version.kind,
    number: version.number,
    creditCode: version.credit_code,
    issued: version.issued,
    attributes: version.attributes,
    dates: {
      countingYear: version.counting_year,
      countedOn: version.counted_on,
      validFrom: version.valid_from,
      validTo: version.valid_to,
    },
    source,
    revocation: revokedOn === null ? null : { effectiveOn: revokedOn, reason: '', source },
  };
}
