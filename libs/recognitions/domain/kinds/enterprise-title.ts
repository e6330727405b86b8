import type { Attributes } from '../events.js';
import type { KindSpec } from '../kind-spec.js';
import { LEVELS } from './levels.js';
import { comparableName, countedBy, dateIn, textIn } from './read.js';

/** 企业称号 with departments of their own: 创新龙头、瞪羚 (科技), 专精特新、小巨人 (工信) … */
const TITLES: Readonly<Record<string, string>> = {
  'innovation-leader': '创新龙头企业',
  gazelle: '瞪羚企业',
  'green-innovation': '绿色技术创新示范企业',
  specialised: '专精特新中小企业',
  'little-giant': '专精特新“小巨人”企业',
  'innovative-sme': '创新型中小企业',
  other: '其他称号',
};

export const enterpriseTitle: KindSpec = {
  kind: 'enterprise-title',
  number: {
    label: '称号编号',
    issued: 'CH',
    given: {
      pattern: /^(?!CH\d{6}-\d{4}-)[0-9A-Z-]{4,40}$/,
      accepts: '证书上的编号，4至40位数字、大写字母或“-”',
      example: 'ZJTX-2023-00123',
    },
  },
  fields: [
    { key: 'title', label: '称号', type: 'choice', values: TITLES, required: true },
    { key: 'name', label: '称号名称', type: 'text', max: 100, hint: '称号为其他（other）时必填' },
    { key: 'level', label: '级别', type: 'choice', values: LEVELS, required: true },
    { key: 'approvedOn', label: '认定日期', type: 'date', required: true },
    { key: 'validTo', label: '有效期至', type: 'date', hint: '有效期的最后一天，不早于认定日期' },
    { key: 'department', label: '认定部门', type: 'text', max: 100 },
    { key: 'documentNumber', label: '认定文号', type: 'text', max: 100 },
  ],
  counting: '按认定日期所在年度计，计入日为认定日期；有效期至以证书所载为准，不填为长期',
  derive: (attributes) => ({
    ...countedBy(attributes, 'approvedOn'),
    validTo: dateIn(attributes, 'validTo') ?? null,
  }),
  title: titleOf,
  check: (attributes, _holder, issues) => {
    if (attributes['title'] === 'other' && attributes['name'] === undefined) {
      issues.add('attributes.name', 'required', '称号为其他（other）时，请填写称号名称');
    }
    if (dateIn(attributes, 'validTo') < dateIn(attributes, 'approvedOn')) {
      issues.add('attributes.validTo', 'ends-before-start', '有效期至不能早于认定日期');
    }
  },
  // A title is given anew every few years: the same one in the same year is the doubt.
  duplicateKey: (attributes) =>
    [
      comparableName(titleOf(attributes)),
      textIn(attributes, 'level'),
      dateIn(attributes, 'approvedOn').slice(0, 4),
    ].join('|'),
};

function titleOf(attributes: Attributes): string {
  const code = textIn(attributes, 'title');
  return textIn(attributes, 'name') || (TITLES[code] ?? code);
}
