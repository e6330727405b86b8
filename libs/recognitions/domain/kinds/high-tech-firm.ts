import { addYears } from '#libs/kernel/calendar-date.js';
import type { KindSpec, RecordWarning, WarningSubject } from '../kind-spec.js';
import { dateIn, provinceWarning, yearIn } from './read.js';

/**
 * A certificate is valid three years from the day it is issued (高新技术企业认定管理办法, 国科发火
 * 〔2016〕32号, art. 9), its last day being the same day three years on: public registers print
 * 2023-12-28 as valid to 2026-12-28.
 */
export const HIGH_TECH_VALIDITY_YEARS = 3;

/** 高新技术企业 */
export const highTechFirm: KindSpec = {
  kind: 'high-tech-firm',
  number: {
    label: '证书编号',
    given: {
      pattern: /^[A-Z]{2}\d{12}$/,
      accepts: '两个字母加12位数字，现行证书为 GR 加4位年份和8位数字',
      example: 'GR202341000123',
    },
  },
  fields: [
    {
      key: 'recognitionYear',
      label: '认定年度',
      type: 'year',
      required: true,
      hint: '公告标题中的年度，可与发证日期不在同一年',
    },
    { key: 'issuedOn', label: '发证日期', type: 'date', required: true },
    {
      key: 'first',
      label: '首次认定',
      type: 'boolean',
      yes: '首次认定',
      no: '重新认定',
      hint: '不填时按台账中该企业的历史判断',
    },
    { key: 'batch', label: '认定批次', type: 'text', max: 50, orWholeNumber: true },
    { key: 'publicNoticeOn', label: '公示日期', type: 'date' },
    { key: 'announcedOn', label: '公告日期', type: 'date' },
    {
      key: 'field',
      label: '技术领域',
      type: 'choice',
      // 国家重点支持的高新技术领域 (annex of 国科发火〔2016〕32号)
      values: {
        electronics: '电子信息',
        biomedicine: '生物与新医药',
        aerospace: '航空航天',
        'new-materials': '新材料',
        'high-tech-services': '高技术服务',
        'new-energy': '新能源与节能',
        'resources-environment': '资源与环境',
        'advanced-manufacturing': '先进制造与自动化',
      },
    },
  ],
  counting: `按认定年度计，计入日为发证日期；有效期自发证之日起${HIGH_TECH_VALIDITY_YEARS}年，含届满当日`,
  derive: (attributes) => {
    const issuedOn = dateIn(attributes, 'issuedOn');
    return {
      countingYear: yearIn(attributes, 'recognitionYear'),
      countedOn: issuedOn,
      validFrom: issuedOn,
      validTo: addYears(issuedOn, HIGH_TECH_VALIDITY_YEARS),
    };
  },
  warnings: (subject) => [
    ...prefixWarning(subject),
    ...yearWarning(subject),
    ...provinceWarning(subject.number.slice(6, 8), subject.holder.regionCode),
  ],
  exclusive: 'validity',
};

/** GF stood for 复审 up to 2015; GS and others are seen now and then and not documented. */
function prefixWarning({ number }: WarningSubject): RecordWarning[] {
  const prefix = number.slice(0, 2);
  if (prefix === 'GR') return [];
  const message = `证书编号以 ${prefix} 开头，现行高新技术企业证书以 GR 开头，请核对`;
  return [{ code: 'number-prefix', message }];
}

function yearWarning({ number, attributes }: WarningSubject): RecordWarning[] {
  const year = yearIn(attributes, 'recognitionYear');
  if (number.slice(2, 6) === String(year)) return [];
  const message = `证书编号中的年份为 ${number.slice(2, 6)}，认定年度为 ${year}，请核对`;
  return [{ code: 'number-year', message }];
}
