import { warningFindings } from '../domain/findings/own-findings.js';
import { recognitionId } from '../domain/events.js';
import {
  statusOn,
  type RecognitionState,
  type RecordedRecognition,
} from '../domain/recognition.js';
import type { RecognitionAnswer, RecognitionFinding } from '../queries.js';

/** Where in the ledger an answer comes from. */
export type CitedAs = Pick<RecognitionAnswer, 'revision' | 'recordedAt' | 'position'>;

export interface Holder {
  readonly name: string;
  /** Where it was on the counting date. */
  readonly regionCode: string;
}

/** The record that a state is about; also a withdrawn one. */
export function recordOf(state: RecognitionState): RecordedRecognition | undefined {
  if (state.status === 'unknown') return undefined;
  return state.status === 'withdrawn' ? state.last : state;
}

/** A record as the API shows it, from its stream. @param today what its status refers to */
export function answerOfState(
  state: RecognitionState,
  holder: Holder,
  today: string,
  cited: CitedAs,
): RecognitionAnswer {
  const record = recordOf(state);
  if (!record) throw new Error('a command left no record behind');
  const { kind, number, creditCode, attributes, source, dates, revocation } = record;
  const isWithdrawn = state.status === 'withdrawn';
  const validity = { ...dates, revokedOn: revocation?.effectiveOn ?? null };
  return {
    id: recognitionId(kind, number),
    kind,
    number,
    creditCode,
    enterpriseName: holder.name,
    status: isWithdrawn ? 'withdrawn' : statusOn(today, validity),
    ...dates,
    attributes,
    source,
    ...cited,
    findings: isWithdrawn ? [] : findingsOf(record, holder),
  };
}

function findingsOf(record: RecordedRecognition, { regionCode }: Holder): RecognitionFinding[] {
  return warningFindings(record, { regionOn: () => regionCode }).map(({ id, code, message }) => ({
    id,
    code,
    message,
    status: 'open',
  }));
}
