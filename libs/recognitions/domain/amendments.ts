import {
  isRecord,
  Issues,
  readDate,
  readSource,
  readText,
  isAbsent,
} from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { FIRST_YEAR, LAST_YEAR, readAttributes } from './attributes.js';
import {
  recognitionId,
  type Attributes,
  type RecognitionCorrected,
  type RecognitionRevoked,
  type RecognitionWithdrawn,
} from './events.js';
import { kindOf } from './kinds/registry.js';
import { differences } from './record.js';
import {
  recognitionNotFound,
  type RecognitionState,
  type RecordedRecognition,
  type Revocation,
} from './recognition.js';

export interface CorrectRecognitionInput {
  /** Only what changes; null clears. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly source: SourceDocument;
}

export interface RevokeRecognitionInput {
  /** First day it is no longer valid. Either this or `fromYear`. */
  readonly effectiveOn?: string | null;
  /** 取消年度: from 1 January of it. */
  readonly fromYear?: number | null;
  readonly reason: string;
  readonly source: SourceDocument;
}

export interface WithdrawRecognitionInput {
  readonly reason: string;
}

/** What stands at the head of every event of a record. */
type Identity = Pick<RecordedRecognition, 'kind' | 'number' | 'creditCode'>;

export interface Correction {
  readonly changes: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly source: SourceDocument;
}

/** 422 with everything that can be said before the record is known. */
export function readCorrection(input: CorrectRecognitionInput): Correction | Refusal {
  const issues = new Issues();
  const changes: unknown = input.attributes;
  if (!isRecord(changes)) {
    issues.add('attributes', 'not-an-object', 'attributes 应为对象，只写要更正的项，null 表示清除');
  }
  const { reason, source } = readGrounds(input, '更正理由', issues);
  if (issues.any || !reason || !source || !isRecord(changes)) return issues.refusal();
  return { changes, reason, source };
}

/**
 * Merges the changes into the attributes and derives the dates anew; holder and number stay. What
 * is so already is no event.
 */
export function correct(
  correction: Correction,
  id: string,
  state: RecognitionState,
): readonly RecognitionCorrected[] | Refusal {
  if (state.status !== 'recorded') return notRecorded(id, state);
  const spec = kindOf(state.kind);
  const issues = new Issues();
  const merged = { ...state.attributes, ...correction.changes };
  const attributes = readAttributes(spec, merged, state.creditCode, issues);
  if (!attributes) return issues.refusal();
  const changed = differences(state.attributes, attributes);
  if (changed.length === 0) return [];
  const data = {
    ...identityOf(state),
    changes: pick(attributes, changed),
    attributes,
    ...spec.derive(attributes),
    reason: correction.reason,
    source: correction.source,
  };
  return [{ type: 'recognition.corrected', schemaVersion: 1, data }];
}

/** 422 with everything that is wrong. A year means its 1 January. */
export function readRevocation(input: RevokeRecognitionInput): Revocation | Refusal {
  const issues = new Issues();
  const from = readStart(input, issues);
  const { reason, source } = readGrounds(input, '取消理由', issues);
  if (issues.any || !from || !reason || !source) return issues.refusal();
  return { ...from, reason, source };
}

/** The authority takes it back. The same revocation again is already so. */
export function revoke(
  revocation: Revocation,
  id: string,
  state: RecognitionState,
): readonly RecognitionRevoked[] | Refusal {
  if (state.status !== 'recorded') return notRecorded(id, state);
  const known = state.revocation;
  if (known && differences({ ...known }, { ...revocation }).length === 0) return [];
  if (known) {
    return Refusal.conflict(
      'already-revoked',
      `该记录已自 ${known.effectiveOn} 起取消；若取消登记有误，请作废后重新登记`,
      { effectiveOn: known.effectiveOn },
    );
  }
  const data = { ...identityOf(state), ...revocation };
  return [{ type: 'recognition.revoked', schemaVersion: 1, data }];
}

/** 422 without a reason. */
export function readWithdrawal(input: WithdrawRecognitionInput): string | Refusal {
  const issues = new Issues();
  const reason = readReason(input.reason, '作废理由', issues);
  return reason ?? issues.refusal();
}

/** It was entered in error. The same withdrawal again is already so. */
export function withdraw(
  reason: string,
  id: string,
  state: RecognitionState,
): readonly RecognitionWithdrawn[] | Refusal {
  if (state.status === 'withdrawn' && state.reason === reason) return [];
  if (state.status === 'withdrawn') {
    return Refusal.conflict('already-withdrawn', `该记录已作废（理由：${state.reason}）`);
  }
  if (state.status === 'unknown') return recognitionNotFound(id);
  const data = { ...identityOf(state), reason };
  return [{ type: 'recognition.withdrawn', schemaVersion: 1, data }];
}

/** The id again, as a caller wrote it: `<kind>.<number>`. */
export function idOf({ kind, number }: Identity): string {
  return recognitionId(kind, number);
}

function notRecorded(
  id: string,
  state: Exclude<RecognitionState, { readonly status: 'recorded' }>,
): Refusal {
  if (state.status === 'unknown') return recognitionNotFound(id);
  return Refusal.conflict(
    'recognition-withdrawn',
    '该记录已作废，不能再更正或取消；如需恢复，请用原编号重新登记',
  );
}

function identityOf({ kind, number, creditCode }: Identity): Identity {
  return { kind, number, creditCode };
}

/** The new values under these keys; null for what was cleared. */
function pick(attributes: Attributes, keys: readonly string[]): Attributes {
  return Object.fromEntries(keys.map((key) => [key, attributes[key] ?? null]));
}

function readStart(
  { effectiveOn, fromYear }: RevokeRecognitionInput,
  issues: Issues,
): Pick<Revocation, 'effectiveOn' | 'fromYear'> | undefined {
  if (isAbsent(effectiveOn) === isAbsent(fromYear)) {
    return issues.add(
      'effectiveOn',
      'one-of',
      'effectiveOn（取消生效日期）与 fromYear（取消年度，自该年1月1日起）须填且只填一项',
    );
  }
  if (isAbsent(fromYear)) {
    const rule = { path: 'effectiveOn', label: '取消生效日期' };
    const day = readDate(effectiveOn, rule, issues);
    return day === undefined ? undefined : { effectiveOn: day };
  }
  if (Number.isInteger(fromYear) && fromYear >= FIRST_YEAR + 1 && fromYear <= LAST_YEAR) {
    return { effectiveOn: `${fromYear}-01-01`, fromYear };
  }
  return issues.add(
    'fromYear',
    'not-a-year',
    `取消年度应为四位年份的整数，如 2023，在 ${FIRST_YEAR + 1} 至 ${LAST_YEAR} 之间`,
  );
}

function readGrounds(
  input: { readonly reason: string; readonly source: SourceDocument },
  label: string,
  issues: Issues,
): { reason: string | undefined; source: SourceDocument | undefined } {
  return {
    reason: readReason(input.reason, label, issues),
    source: readSource(input.source, issues),
  };
}

function readReason(input: unknown, label: string, issues: Issues): string | undefined {
  const rule = { path: 'reason', label, max: 500, multiline: true, required: true };
  return readText(input, rule, issues);
}
