import type { CsvColumn } from '#libs/runtime/http/csv.js';
import { FIGURE_STATES } from '../domain/declarations/declaration.js';
import type { Named } from '../enterprise-names.js';
import type { ListedFigure, ToldValue } from './queries.js';

/** The sheet of declared figures. */
export const FIGURE_COLUMNS: readonly CsvColumn<ListedFigure & Named>[] = [
  { key: 'creditCode', header: '统一社会信用代码' },
  { key: 'enterpriseName', header: '企业名称' },
  { key: 'year', header: '年度' },
  { key: 'fact', header: '指标名' },
  { key: 'label', header: '指标' },
  { key: 'state', header: '状态', value: (row) => FIGURE_STATES[row.state] },
  { key: 'declared', header: '待核实的值', value: (row) => valueOf(row.declared) },
  { key: 'confirmed', header: '已核实的值', value: (row) => valueOf(row.confirmed) },
  { key: 'rejected', header: '未通过的值', value: (row) => valueOf(row.rejected) },
  { key: 'reason', header: '未通过理由', value: (row) => row.rejected?.reason ?? '' },
  { key: 'source', header: '依据', value: sourceOf },
  { key: 'changedAt', header: '变动时刻' },
];

function valueOf(told: ToldValue | null): string {
  return told === null ? '' : String(told.value);
}

function sourceOf({ declared, confirmed, rejected }: ListedFigure): string {
  return (declared ?? confirmed ?? rejected)?.source.title ?? '';
}
