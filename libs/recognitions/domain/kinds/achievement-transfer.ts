import type { KindSpec } from '../kind-spec.js';
import { comparableName, countedBy, textIn } from './read.js';

/**
 * 科技成果转移转化; the holder takes the result. Forms: 促进科技成果转化法 (2015) art. 16. One result
 * (provider and name) taken by one taker counts once.
 */
export const achievementTransfer: KindSpec = {
  kind: 'achievement-transfer',
  number: { label: '成果转化编号', issued: 'CG' },
  fields: [
    { key: 'name', label: '成果名称', type: 'text', max: 200, required: true },
    {
      key: 'form',
      label: '转化方式',
      type: 'choice',
      required: true,
      values: {
        'self-use': '自行实施',
        transfer: '转让',
        licence: '许可',
        joint: '共同实施',
        equity: '作价投资',
        other: '其他',
      },
    },
    { key: 'transferredOn', label: '转化日期', type: 'date', required: true },
    {
      key: 'provider',
      label: '成果提供方',
      type: 'party',
      regionRequired: false,
      required: true,
      hint: '高校、院所或企业；自行实施时为本单位',
    },
    { key: 'amount', label: '成交金额（元）', type: 'money' },
    {
      key: 'contractNumber',
      label: '技术合同登记编号',
      type: 'text',
      max: 40,
      hint: '已登记技术合同的，填其登记编号',
    },
  ],
  counting: '按转化日期所在年度计，计入日为转化日期；同一成果由同一单位承接只计一次',
  derive: (attributes) => countedBy(attributes, 'transferredOn'),
  title: (attributes) => textIn(attributes, 'name'),
  duplicateKey: (attributes) => comparableName(textIn(attributes, 'name')),
};
