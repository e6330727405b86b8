import type { CsvColumn } from '#libs/runtime/http/csv.js';
import { RECOGNITION_KIND_LABELS } from '../domain/events.js';
import { kindOf } from '../domain/kinds/registry.js';
import { RECOGNITION_STATUSES } from '../domain/recognition.js';
import type { RecognitionAnswer } from '../queries.js';

/** The list of records as a sheet. */
export const RECOGNITION_COLUMNS: readonly CsvColumn<RecognitionAnswer>[] = [
  { key: 'id', header: '台账编号' },
  { key: 'kind', header: '类别', value: (row) => RECOGNITION_KIND_LABELS[row.kind] },
  { key: 'number', header: '编号' },
  { key: 'title', header: '名称', value: (row) => kindOf(row.kind).title?.(row.attributes) ?? '' },
  { key: 'creditCode', header: '统一社会信用代码' },
  { key: 'enterpriseName', header: '单位名称' },
  { key: 'status', header: '状态', value: (row) => RECOGNITION_STATUSES[row.status] },
  { key: 'countingYear', header: '计入年度' },
  { key: 'countedOn', header: '计入日' },
  { key: 'validFrom', header: '有效期自' },
  { key: 'validTo', header: '有效期至' },
  {
    key: 'contractValue',
    header: '合同成交额（元）',
    value: (row) => textOf(row, 'contractValue'),
  },
  { key: 'level', header: '级别', value: (row) => textOf(row, 'level') },
  { key: 'source', header: '来源', value: (row) => row.source.title },
  { key: 'documentNumber', header: '来源文号', value: (row) => row.source.documentNumber ?? '' },
  {
    key: 'findings',
    header: '疑点',
    value: (row) => row.findings.map(({ message }) => message).join('；'),
  },
  { key: 'recordedAt', header: '入账时刻' },
  { key: 'position', header: '位置标记' },
];

function textOf({ attributes }: RecognitionAnswer, key: string): string {
  const value = attributes[key];
  return typeof value === 'string' ? value : '';
}
