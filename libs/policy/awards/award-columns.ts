import type { CsvColumn } from '#libs/runtime/http/csv.js';
import type { AwardSummary } from './queries.js';

/** The sheet of awards; amounts in decimal yuan. */
export const AWARD_COLUMNS: readonly CsvColumn<AwardSummary>[] = [
  { key: 'id', header: '奖补编号' },
  { key: 'statusLabel', header: '状态' },
  { key: 'enterpriseName', header: '企业名称' },
  { key: 'creditCode', header: '统一社会信用代码' },
  { key: 'list', header: '政策清单' },
  { key: 'version', header: '清单版本' },
  { key: 'clause', header: '条款标识' },
  { key: 'article', header: '条款' },
  { key: 'awardYear', header: '兑现年度' },
  { key: 'applicationOn', header: '申请日' },
  { key: 'amount', header: '拟奖补金额（元）' },
  { key: 'approved', header: '审定金额（元）' },
  { key: 'paid', header: '已拨付（元）' },
  { key: 'clawedBack', header: '已追回（元）' },
  { key: 'noticeFrom', header: '公示开始' },
  { key: 'noticeTo', header: '公示结束' },
  { key: 'approvedOn', header: '审定日期' },
  { key: 'documentNumber', header: '下达文号' },
  { key: 'issuedOn', header: '下达日期' },
  { key: 'sample', header: '样例清单', value: (row) => (row.sample ? '是' : '') },
];
