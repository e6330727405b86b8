import type { Decider } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type {
  Attributes,
  DerivedDates,
  RecognitionCorrected,
  RecognitionEvent,
  RecognitionKind,
  RecognitionRecorded,
  RecognitionRevoked,
} from './events.js';

/** What the stream of one number says. */
export type RecognitionState =
  | { readonly status: 'unknown' }
  | RecordedRecognition
  | {
      readonly status: 'withdrawn';
      readonly reason: string;
      /** What it said before; the number may be recorded anew. */
      readonly last: RecordedRecognition;
    };

export interface RecordedRecognition {
  readonly status: 'recorded';
  readonly kind: RecognitionKind;
  readonly number: string;
  readonly creditCode: string;
  /** True when the ledger issued the number. */
  readonly issued: boolean;
  readonly attributes: Attributes;
  readonly dates: DerivedDates;
  /** Of the recording or of the latest correction. */
  readonly source: SourceDocument;
  readonly revocation: Revocation | null;
}

export type Revocation = Omit<RecognitionRevoked['data'], 'kind' | 'number' | 'creditCode'>;

export const recognitionDecider: Decider<RecognitionState, RecognitionEvent> = {
  initial: { status: 'unknown' },
  evolve,
};

function evolve(state: RecognitionState, event: RecognitionEvent): RecognitionState {
  if (event.type === 'recognition.recorded') return recorded(event.data);
  // Only a damaged stream changes what was never recorded or is gone.
  if (state.status !== 'recorded') return state;
  switch (event.type) {
    case 'recognition.corrected': {
      const { attributes, source } = event.data;
      return { ...state, attributes, source, dates: datesOf(event.data) };
    }
    case 'recognition.revoked':
      return { ...state, revocation: revocationOf(event.data) };
    case 'recognition.withdrawn':
      return { status: 'withdrawn', reason: event.data.reason, last: state };
  }
}

function recorded(data: RecognitionRecorded['data']): RecordedRecognition {
  const { kind, number, creditCode, issued, attributes, source } = data;
  return {
    status: 'recorded',
    kind,
    number,
    creditCode,
    issued,
    attributes,
    dates: datesOf(data),
    source,
    revocation: null,
  };
}

function datesOf(data: RecognitionRecorded['data'] | RecognitionCorrected['data']): DerivedDates {
  const { countingYear, countedOn, validFrom, validTo } = data;
  return { countingYear, countedOn, validFrom, validTo };
}

function revocationOf(data: RecognitionRevoked['data']): Revocation {
  const { effectiveOn, fromYear, reason, source } = data;
  return { effectiveOn, ...(fromYear === undefined ? {} : { fromYear }), reason, source };
}

/** As a client sees it on one day. `not-yet-valid` is for days before it began. */
export const RECOGNITION_STATUSES = {
  valid: '有效',
  expired: '已到期',
  revoked: '已取消',
  withdrawn: '已作废',
  'not-yet-valid': '未生效',
} as const;
export type RecognitionStatus = keyof typeof RECOGNITION_STATUSES;

/** What the status on a day follows from. */
export interface Validity {
  readonly validFrom: string;
  /** Inclusive; null: without end. */
  readonly validTo: string | null;
  /** First invalid day. Before `validFrom` it means never valid: the period is empty. */
  readonly revokedOn: string | null;
}

/** Status of a record that is not withdrawn. */
export function statusOn(day: string, validity: Validity): Exclude<RecognitionStatus, 'withdrawn'> {
  const { validFrom, validTo, revokedOn } = validity;
  if (revokedOn !== null && revokedOn <= day) return 'revoked';
  if (validTo !== null && validTo < day) return 'expired';
  return day < validFrom ? 'not-yet-valid' : 'valid';
}

/** 404: nothing is recorded under this id. */
export function recognitionNotFound(id: string): Refusal {
  return Refusal.notFound(
    'recognition-not-found',
    `没有编号为 ${id} 的台账记录，记录编号写作“类别.编号”，如 high-tech-firm.GR202341000123`,
  );
}
