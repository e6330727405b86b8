import { canonicalJson } from '#libs/kernel/canonical-json.js';
import type { CreditCode } from '#libs/kernel/credit-code.js';
import { Issues, readCreditCode, readSource } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { readAttributes } from './attributes.js';
import { RECOGNITION_KIND_LABELS, type Attributes, type RecognitionRecorded } from './events.js';
import type { KindSpec } from './kind-spec.js';
import { findKind, KIND_SPECS } from './kinds/registry.js';
import { readNumber, type NumberRequest } from './number.js';
import type { RecognitionState } from './recognition.js';

/** As a client, an import or a seed sends it; everything is checked by {@link readRecording}. */
export interface RecordRecognitionInput {
  readonly kind: string;
  /** The holder. */
  readonly creditCode: string;
  readonly number?: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly source: SourceDocument;
}

/** A recording in canonical form. */
export interface Recording {
  readonly spec: KindSpec;
  readonly creditCode: CreditCode;
  readonly number: NumberRequest;
  readonly attributes: Attributes;
  readonly source: SourceDocument;
}

/** The issued number already belongs to another record: the next one has to be taken. */
export const ISSUED_NUMBER_TAKEN = 'issued-number-taken';

/** 422 with everything that is wrong. */
export function readRecording(input: RecordRecognitionInput): Recording | Refusal {
  const issues = new Issues();
  const spec = findKind(input.kind);
  if (!spec) issues.add('kind', 'not-allowed', `类别 kind 应为：${acceptedKinds()}`);
  const creditCode = readCreditCode(
    input.creditCode,
    { path: 'creditCode', label: '统一社会信用代码', required: true },
    issues,
  );
  const source = readSource(input.source, issues);
  if (!spec) return issues.refusal();
  const number = readNumber(spec, input.number, issues);
  const attributes = readAttributes(spec, input.attributes, creditCode ?? '', issues);
  if (source) spec.refuseOther?.(source, issues);
  if (issues.any || !creditCode || !source || !number || !attributes) return issues.refusal();
  return { spec, creditCode, number, attributes, source };
}

/**
 * Records it under a number, whose stream `state` is. The same holder and attributes again are
 * already so (the paper may differ: notices are posted twice under other titles).
 * @returns no event, one event, 422 `number-not-issued`, 409 `number-held-by-another`,
 *   409 `already-recorded-differently`, or 409 {@link ISSUED_NUMBER_TAKEN}
 */
export function record(
  recording: Recording,
  number: string,
  state: RecognitionState,
): readonly RecognitionRecorded[] | Refusal {
  const request = recording.number.source;
  if (request === 'to-issue' && state.status !== 'unknown') {
    return Refusal.conflict(ISSUED_NUMBER_TAKEN, `编号 ${number} 已被占用`);
  }
  if (request === 'issued-before' && state.status === 'unknown') return notIssued(number);
  if (state.status === 'recorded') return repeatOrRefuse(recording, state);
  const { spec, creditCode, attributes, source } = recording;
  const data = {
    kind: spec.kind,
    number,
    creditCode,
    issued: request !== 'paper',
    attributes,
    ...spec.derive(attributes),
    source,
  };
  return [{ type: 'recognition.recorded', schemaVersion: 1, data }];
}

function repeatOrRefuse(
  recording: Recording,
  state: RecognitionState & { readonly status: 'recorded' },
): readonly RecognitionRecorded[] | Refusal {
  const label = `${RECOGNITION_KIND_LABELS[state.kind]} ${state.number}`;
  if (state.creditCode !== recording.creditCode) {
    return Refusal.conflict(
      'number-held-by-another',
      `${label} 已登记在 ${state.creditCode} 名下；若原记录有误，请先将其作废再重新登记`,
      { creditCode: state.creditCode },
    );
  }
  const different = differences(state.attributes, recording.attributes);
  if (different.length === 0) return [];
  return Refusal.conflict(
    'already-recorded-differently',
    `${label} 已登记，内容与本次不同（${different.join('、')}）；请改用更正`,
    { different },
  );
}

/** Keys under which two sets of canonical attributes say different things. */
export function differences(a: Attributes, b: Attributes): string[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.filter((key) => canonicalJson(a[key]) !== canonicalJson(b[key])).sort();
}

function notIssued(number: string): Refusal {
  return Refusal.unacceptable(
    [
      {
        path: 'number',
        code: 'number-not-issued',
        message: `编号 ${number} 不是台账编排过的编号；新记录请不填编号，由台账编排，只有作废后重新登记才填原编号`,
      },
    ],
    'number-not-issued',
  );
}

function acceptedKinds(): string {
  return KIND_SPECS.map(({ kind }) => `${kind}（${RECOGNITION_KIND_LABELS[kind]}）`).join('、');
}
