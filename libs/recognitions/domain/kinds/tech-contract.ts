import { parseYuan, type Fen } from '#libs/kernel/money.js';
import type { Issues } from '#libs/kernel/read-fields.js';
import type { Attributes } from '../events.js';
import type { KindSpec, RecordWarning, WarningSubject } from '../kind-spec.js';
import { countedBy, partyIn, textIn } from './read.js';

/**
 * Contract values outside of this are most often a slip of the unit (万元 typed as 元, or the other
 * way round); they become findings. Fen.
 */
const USUAL_VALUE = { least: 100_000n, most: 100_000_000_000n } as const;

/** 技术合同, registered under 技术合同认定登记管理办法; kinds after 民法典 art. 843. */
export const techContract: KindSpec = {
  kind: 'tech-contract',
  number: {
    label: '合同登记编号',
    given: {
      pattern: /^\d{8,24}$/,
      accepts: '8至24位数字',
      example: '23411300000123',
    },
  },
  fields: [
    {
      key: 'contractKind',
      label: '合同类别',
      type: 'choice',
      required: true,
      values: {
        development: '技术开发',
        transfer: '技术转让',
        licence: '技术许可',
        consulting: '技术咨询',
        service: '技术服务',
      },
    },
    { key: 'title', label: '项目名称', type: 'text', max: 300, required: true },
    { key: 'registeredOn', label: '登记日期', type: 'date', required: true },
    { key: 'contractValue', label: '合同成交额（元）', type: 'money', required: true },
    {
      key: 'technologyValue',
      label: '技术交易额（元）',
      type: 'money',
      required: true,
      hint: '大于0，不超过合同成交额',
    },
    { key: 'signedOn', label: '签订日期', type: 'date' },
    { key: 'buyer', label: '买方', type: 'party', regionRequired: true, required: true },
    {
      key: 'seller',
      label: '卖方',
      type: 'party',
      regionRequired: true,
      hint: '不填即为持有单位；持有单位是买方时必填',
    },
  ],
  counting: '按登记日期所在年度计，计入日为登记日期；变更用更正，注销登记用取消',
  derive: (attributes) => countedBy(attributes, 'registeredOn'),
  title: (attributes) => textIn(attributes, 'title'),
  check,
  warnings: (subject) => valueWarning(subject),
};

function check(attributes: Attributes, holder: string, issues: Issues): void {
  const technologyValue = fenIn(attributes, 'technologyValue');
  if (technologyValue === 0n || technologyValue > fenIn(attributes, 'contractValue')) {
    issues.add(
      'attributes.technologyValue',
      'technology-value-range',
      '技术交易额应大于0且不超过合同成交额（两项单位均为元）',
    );
  }
  const buyer = creditCodeOf(attributes, 'buyer');
  const seller = partyIn(attributes, 'seller');
  if (buyer === holder && seller === undefined) {
    issues.add('attributes.seller', 'seller-required', '持有单位是买方时，请填写卖方');
  }
  if (buyer !== undefined && buyer === creditCodeOf(attributes, 'seller')) {
    issues.add('attributes.seller', 'same-party', '买方与卖方是同一单位，请核对');
  }
}

function creditCodeOf(attributes: Attributes, key: 'buyer' | 'seller'): string | undefined {
  const party = partyIn(attributes, key);
  return party?.naturalPerson ? undefined : party?.creditCode;
}

function valueWarning({ attributes }: WarningSubject): RecordWarning[] {
  const value = fenIn(attributes, 'contractValue');
  if (value >= USUAL_VALUE.least && value <= USUAL_VALUE.most) return [];
  const message = `合同成交额 ${textIn(attributes, 'contractValue')} 元少见，请核对单位是元还是万元`;
  return [{ code: 'amount-out-of-range', message }];
}

function fenIn(attributes: Attributes, key: string): Fen {
  return parseYuan(attributes[key]) ?? 0n;
}
