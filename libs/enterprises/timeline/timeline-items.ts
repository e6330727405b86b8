import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { heldOn, type Since } from '../domain/enterprise.js';
import type { TimelineChange } from '../queries.js';

/** One row of `timeline_events`. */
export interface TimelineRow {
  readonly position: string;
  readonly stream: string;
  readonly event_id: string;
  readonly type: string;
  readonly recognition_id: string | null;
  readonly recorded_at: string;
  readonly actor: string;
  readonly role: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const EVENT_LABELS: Readonly<Record<string, string>> = {
  'enterprise.registered': '登记企业',
  'enterprise.renamed': '企业更名',
  'enterprise.moved': '企业迁移',
  'enterprise.deregistered': '企业注销',
  'recognition.recorded': '登记记录',
  'recognition.corrected': '更正记录',
  'recognition.revoked': '取消（撤销、注销登记）',
  'recognition.withdrawn': '作废记录',
};

/** Fields of the events themselves; attributes are named by their kind. */
const FIELD_LABELS: Readonly<Record<string, string>> = {
  name: '企业名称',
  regionCode: '所在地',
  statisticalRegionCode: '统计归属地',
  townshipCode: '乡镇（街道）',
  industryCode: '行业代码',
  entityType: '单位类型',
  registeredOn: '成立日期',
  deregisteredOn: '注销日期',
  revokedOn: '取消生效日期',
};

const PLACE_FIELDS = ['regionCode', 'statisticalRegionCode', 'townshipCode'];
const REGISTRATION_FIELDS = ['name', ...PLACE_FIELDS, 'industryCode', 'entityType', 'registeredOn'];

/**
 * What an event changed.
 * @param earlier rows of the same stream before it, oldest first
 * @param attributeLabels labels of the attributes of the record's kind
 */
export function changesOf(
  row: TimelineRow,
  earlier: readonly TimelineRow[],
  attributeLabels: Readonly<Record<string, string>>,
): TimelineChange[] {
  const { data } = row;
  switch (row.type) {
    case 'enterprise.registered':
      return changed({}, data, REGISTRATION_FIELDS, FIELD_LABELS);
    case 'enterprise.renamed':
      return changed(before(row, earlier, 'name'), data, ['name'], FIELD_LABELS);
    case 'enterprise.moved':
      return changed(before(row, earlier, 'regionCode'), data, PLACE_FIELDS, FIELD_LABELS);
    case 'enterprise.deregistered':
      return [change('deregisteredOn', null, data['effectiveOn'], FIELD_LABELS)];
    case 'recognition.recorded':
      return changedAttributes({}, data['attributes'], attributeLabels);
    case 'recognition.corrected':
      return changedAttributes(attributesBefore(earlier), data['attributes'], attributeLabels);
    case 'recognition.revoked':
      return [change('revokedOn', null, data['effectiveOn'], FIELD_LABELS)];
    default:
      return [];
  }
}

/** What held on the event's day before it was known, among events that carry `key`. */
function before(row: TimelineRow, earlier: readonly TimelineRow[], key: string): object {
  const history: Since<object>[] = earlier
    .filter(({ data }) => key in data)
    .map(({ data }) => ({ from: effectiveOn(data), value: data }));
  return history.length === 0 ? {} : heldOn(history, effectiveOn(row.data) ?? '');
}

function effectiveOn(data: TimelineRow['data']): string | null {
  return typeof data['effectiveOn'] === 'string' ? data['effectiveOn'] : null;
}

function attributesBefore(earlier: readonly TimelineRow[]): object {
  const last = earlier.findLast(({ data }) => 'attributes' in data);
  return last?.data['attributes'] ?? {};
}

function changedAttributes(
  from: object,
  to: unknown,
  labels: Readonly<Record<string, string>>,
): TimelineChange[] {
  const after = to ?? {};
  const keys = [...new Set([...Object.keys(from), ...Object.keys(after)])];
  return changed(from, after, keys, labels);
}

function changed(
  from: object,
  to: object,
  keys: readonly string[],
  labels: Readonly<Record<string, string>>,
): TimelineChange[] {
  const [a, b] = [from as Record<string, unknown>, to as Record<string, unknown>];
  return keys
    .filter((key) => canonicalJson(a[key] ?? null) !== canonicalJson(b[key] ?? null))
    .map((key) => change(key, a[key], b[key], labels));
}

function change(
  field: string,
  before: unknown,
  after: unknown,
  labels: Readonly<Record<string, string>>,
): TimelineChange {
  return { field, label: labels[field] ?? field, before: before ?? null, after: after ?? null };
}
