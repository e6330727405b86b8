import type { KindSpec } from '../kind-spec.js';
import { comparableName, countedBy, dateIn, textIn } from './read.js';

/** 县科技创新项目 */
export const countyProject: KindSpec = {
  kind: 'county-project',
  number: { label: '项目编号', issued: 'XM' },
  fields: [
    { key: 'name', label: '项目名称', type: 'text', max: 200, required: true },
    { key: 'approvedOn', label: '立项日期', type: 'date', required: true },
    {
      key: 'mode',
      label: '组织方式',
      type: 'choice',
      values: { competitive: '竞争性立项', 'open-call': '揭榜挂帅', 'post-subsidy': '后补助' },
    },
    { key: 'funding', label: '财政资助（元）', type: 'money' },
    { key: 'startOn', label: '开始日期', type: 'date' },
    { key: 'endOn', label: '结束日期', type: 'date', hint: '不早于开始日期' },
    { key: 'documentNumber', label: '立项文号', type: 'text', max: 100 },
  ],
  counting: '按立项日期所在年度计，计入日为立项日期',
  derive: (attributes) => countedBy(attributes, 'approvedOn'),
  title: (attributes) => textIn(attributes, 'name'),
  check: (attributes, _holder, issues) => {
    const backwards = dateIn(attributes, 'endOn') < dateIn(attributes, 'startOn');
    if (backwards) issues.add('attributes.endOn', 'ends-before-start', '结束日期不能早于开始日期');
  },
  duplicateKey: (attributes) => comparableName(textIn(attributes, 'name')),
};
