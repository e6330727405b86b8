import type { KindSpec } from '../kind-spec.js';
import { LEVELS } from './levels.js';
import { comparableName, countedBy, textIn } from './read.js';

/** 科技创新平台; the holder is its 依托单位. */
export const innovationPlatform: KindSpec = {
  kind: 'innovation-platform',
  number: { label: '平台编号', issued: 'PT' },
  fields: [
    { key: 'name', label: '平台名称', type: 'text', max: 200, required: true },
    {
      key: 'platformType',
      label: '平台类型',
      type: 'text',
      max: 50,
      required: true,
      hint: '同名平台可由不同部门批准，请连同主管部门填写',
      suggestions: [
        '重点实验室',
        '工程技术研究中心',
        '工程研究中心',
        '企业技术中心',
        '技术创新中心',
        '新型研发机构',
        '产业技术研究院',
        '中试基地',
        '国际联合实验室',
        '院士工作站',
        '博士后科研工作站',
        '科技企业孵化器',
        '众创空间',
        '星创天地',
      ],
    },
    { key: 'level', label: '级别', type: 'choice', values: LEVELS, required: true },
    { key: 'approvedOn', label: '批准日期', type: 'date', required: true },
    {
      key: 'approvalMode',
      label: '批准方式',
      type: 'choice',
      values: { recognised: '认定', filed: '备案' },
    },
    { key: 'department', label: '批准部门', type: 'text', max: 100 },
    { key: 'documentNumber', label: '批准文号', type: 'text', max: 100 },
    { key: 'coBuilders', label: '共建单位', type: 'texts', max: 200, maxItems: 20 },
    {
      key: 'promotedFrom',
      label: '由何平台升级',
      type: 'text',
      max: 60,
      pattern:
        /^(national|provincial|municipal|county|(innovation-platform\.)?PT\d{6}-\d{4}-\d{4,})$/,
      hint: '填升级前的级别（如 municipal）或升级前平台的编号（如 PT411323-2020-0001）；升级默认不计为新增',
    },
  ],
  counting: '按批准日期所在年度计，计入日为批准日期',
  derive: (attributes) => countedBy(attributes, 'approvedOn'),
  title: (attributes) => textIn(attributes, 'name'),
  // A declared promotion carries the name of the platform it grew from.
  duplicateKey: (attributes) =>
    [comparableName(textIn(attributes, 'name')), textIn(attributes, 'promotedFrom')].join('|'),
};
