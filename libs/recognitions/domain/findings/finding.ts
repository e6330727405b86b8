import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';

/** A data-quality doubt (疑点): a fact that is recorded all the same and that an officer looks at. */
export interface Finding {
  /** Deterministic and URL-safe: the same doubt about the same records always has the same id. */
  readonly id: string;
  readonly code: FindingCode;
  /** Chinese sentence. */
  readonly message: string;
  /** Ids of the records concerned, sorted. */
  readonly recordIds: readonly string[];
  /** Enterprises concerned; they may see it. Sorted. */
  readonly creditCodes: readonly string[];
}

export const FINDING_LABELS = {
  'double-certificate': '证书有效期重叠',
  'double-entry': '同年重复入库',
  'possible-duplicate': '疑似重复登记',
  'both-parties-ours': '买卖双方均为登记单位',
  'holder-mismatch': '持有单位不是合同当事人',
  'party-name-mismatch': '名称与信用代码不符',
  'number-prefix': '编号前缀少见',
  'number-length': '编号长度少见',
  'number-year': '编号年份与年度不符',
  'number-province': '编号省份与所在地不符',
  'amount-out-of-range': '金额少见',
} as const;
export type FindingCode = keyof typeof FINDING_LABELS;

export const FINDING_STATUSES = {
  open: '待核实',
  resolved: '已处理',
  /** The records have changed since, the doubt no longer holds. */
  gone: '已消除',
} as const;
export type FindingStatus = keyof typeof FINDING_STATUSES;

export const RESOLUTION_LABELS = {
  confirmed: '属实，已处理',
  accepted: '情况正常，予以保留',
  dismissed: '误报',
} as const;
export type Resolution = keyof typeof RESOLUTION_LABELS;

const ID = /^[a-z-]{1,40}\.[0-9a-f]{16}$/;

/** @param subjects what makes this doubt this one: most often the ids of the records. */
export function findingId(code: FindingCode, subjects: readonly string[]): string {
  return `${code}.${sha256Hex(canonicalJson([...subjects].sort())).slice(0, 16)}`;
}

/** True for what can be the id of a finding at all. */
export function isFindingId(text: string): boolean {
  return ID.test(text);
}
