import { date } from '#libs/kernel/calendar-date.js';
import type { Issues } from '#libs/kernel/read-fields.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type { KindSpec, RecordWarning, WarningSubject } from '../kind-spec.js';
import { dateIn, provinceWarning, yearIn } from './read.js';

/**
 * An entry holds until the yearly update is due: 31 March of the next year (科技型中小企业评价办法,
 * 国科发政〔2017〕115号, art. 11).
 */
export const SME_LAST_DAY = '03-31';

/** Length of a usual number: year, division code, two characters, six digits. */
const USUAL_LENGTH = 18;

/** 国家科技型中小企业 (入库) */
export const sciTechSme: KindSpec = {
  kind: 'sci-tech-sme',
  number: {
    label: '入库登记编号',
    given: {
      pattern: /^20\d{2}[0-9A-Z]{8,20}$/,
      accepts: '以入库年份开头，共12至24位数字或大写字母，通常18位',
      example: '202341132300012345',
    },
  },
  fields: [
    {
      key: 'entryYear',
      label: '入库年度',
      type: 'year',
      required: true,
      hint: '入库登记编号的年份；每年重新入库',
    },
    { key: 'announcedOn', label: '公告日期', type: 'date', required: true },
    { key: 'batch', label: '入库批次', type: 'text', max: 50, orWholeNumber: true },
    {
      key: 'directPass',
      label: '直通车',
      type: 'boolean',
      yes: '符合直接确认条件（评价办法第八条）',
      no: '按评价得分入库',
    },
    { key: 'score', label: '评价得分', type: 'score', max: 100 },
  ],
  counting: '按入库年度计，计入日为公告日期；有效期自公告之日起至次年3月31日',
  derive: (attributes) => {
    const announcedOn = dateIn(attributes, 'announcedOn');
    const entryYear = yearIn(attributes, 'entryYear');
    return {
      countingYear: entryYear,
      countedOn: announcedOn,
      validFrom: announcedOn,
      validTo: date(`${entryYear + 1}-${SME_LAST_DAY}`),
    };
  },
  refuseOther: refuseProvincialFiling,
  warnings: (subject) => [
    ...lengthWarning(subject),
    ...yearWarning(subject),
    ...placeWarning(subject),
  ],
  exclusive: 'counting-year',
};

/**
 * The provincial 科技型中小企业 filing (备案) has the same words in its name and is another thing.
 * Told by its paper: a source or 文号 that speaks of a provincial 科技型中小企业, or of its 备案, and
 * not of 入库, 评价 or 国家, which is what the national entry is always announced by (also when the
 * province announces it: “河南省2023年第5批入库科技型中小企业名单”).
 */
function refuseProvincialFiling(source: SourceDocument, issues: Issues): void {
  const paper = `${source.title} ${source.documentNumber ?? ''}`.replace(/\s/g, '');
  const national = /入库|评价|国家|全国/.test(paper);
  const provincial = /省级?科技型中小企业/.test(paper) || /科技型中小企业.*备案/.test(paper);
  if (national || !provincial) return;
  issues.add(
    'source.title',
    'provincial-filing',
    '省科技型中小企业备案与国家科技型中小企业入库是两回事，不计入本类别；' +
      '请按国家入库公告登记，来源写明“入库”公告，编号为入库登记编号',
  );
}

function lengthWarning({ number }: WarningSubject): RecordWarning[] {
  if (number.length === USUAL_LENGTH) return [];
  const message = `入库登记编号通常为${USUAL_LENGTH}位，现为${number.length}位，请核对`;
  return [{ code: 'number-length', message }];
}

function yearWarning({ number, attributes }: WarningSubject): RecordWarning[] {
  const year = yearIn(attributes, 'entryYear');
  if (number.startsWith(String(year))) return [];
  const message = `入库登记编号以 ${number.slice(0, 4)} 开头，入库年度为 ${year}，请核对`;
  return [{ code: 'number-year', message }];
}

/** Only the usual length is known to hold a division code behind the year. */
function placeWarning({ number, holder }: WarningSubject): RecordWarning[] {
  const block = number.slice(4, 6);
  if (number.length !== USUAL_LENGTH || !/^\d{2}$/.test(block)) return [];
  return provinceWarning(block, holder.regionCode);
}
