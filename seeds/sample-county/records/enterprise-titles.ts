import { addDays, date } from '#libs/kernel/calendar-date.js';
import type { SampleHolders } from '../basis/enterprises.js';
import { documentNumber, paper } from '../basis/papers.js';
import { at } from '../basis/random.js';
import type { DatedStep } from '../step.js';

/** One notice that names several firms. */
interface Notice {
  readonly title: string;
  readonly label: string;
  readonly level: 'national' | 'provincial' | 'municipal' | 'county';
  readonly approvedOn: string;
  readonly recordedOn?: string;
  readonly validTo?: string;
  readonly department: string;
  /** Only with `title: 'other'`. */
  readonly name?: string;
  readonly firms: readonly number[];
}

const SCIENCE = '河南省科学技术厅';
const INDUSTRY = '河南省工业和信息化厅';

const NOTICES: readonly Notice[] = [
  {
    title: 'specialised',
    label: '专精特新中小企业',
    level: 'provincial',
    approvedOn: '2020-06-08',
    validTo: '2023-06-07',
    department: INDUSTRY,
    firms: [14, 19, 22],
  },
  {
    title: 'innovation-leader',
    label: '创新龙头企业',
    level: 'provincial',
    approvedOn: '2020-12-17',
    department: SCIENCE,
    firms: [0],
  },
  {
    title: 'specialised',
    label: '专精特新中小企业',
    level: 'provincial',
    approvedOn: '2021-04-12',
    validTo: '2024-04-11',
    department: INDUSTRY,
    firms: [15, 23, 27, 46],
  },
  {
    title: 'little-giant',
    label: '专精特新“小巨人”企业',
    level: 'national',
    approvedOn: '2021-07-19',
    validTo: '2024-06-30',
    department: '工业和信息化部',
    firms: [14],
  },
  {
    title: 'gazelle',
    label: '瞪羚企业',
    level: 'provincial',
    approvedOn: '2021-11-25',
    department: SCIENCE,
    firms: [17],
  },
  {
    title: 'innovation-leader',
    label: '创新龙头企业',
    level: 'provincial',
    approvedOn: '2022-06-21',
    department: SCIENCE,
    firms: [1, 2],
  },
  {
    title: 'innovative-sme',
    label: '创新型中小企业',
    level: 'provincial',
    approvedOn: '2022-11-30',
    validTo: '2025-11-29',
    department: INDUSTRY,
    firms: [43, 44, 47, 49, 51, 53, 56, 61],
  },
  {
    title: 'gazelle',
    label: '瞪羚企业',
    level: 'provincial',
    approvedOn: '2022-12-14',
    department: SCIENCE,
    firms: [22, 26],
  },
  {
    // Whole calendar years: dated on New Year, announced months later.
    title: 'specialised',
    label: '专精特新中小企业',
    level: 'provincial',
    approvedOn: '2023-04-26',
    validTo: '2025-12-31',
    department: INDUSTRY,
    firms: [18, 28, 31, 33, 57],
  },
  {
    title: 'other',
    label: '科技创新先进企业',
    name: '县科技创新先进企业（样例）',
    level: 'county',
    approvedOn: '2023-05-30',
    department: '西峡县科学技术局',
    firms: [2, 7, 10, 22],
  },
  {
    title: 'innovative-sme',
    label: '创新型中小企业',
    level: 'provincial',
    approvedOn: '2023-09-15',
    validTo: '2026-09-14',
    department: INDUSTRY,
    firms: [36, 45, 54, 58, 62, 64, 66],
  },
  {
    title: 'gazelle',
    label: '瞪羚企业',
    level: 'provincial',
    approvedOn: '2023-12-05',
    department: SCIENCE,
    firms: [31],
  },
  {
    // Selected for 2023, public notice in the first days of 2024.
    title: 'green-innovation',
    label: '绿色技术创新示范企业',
    level: 'provincial',
    approvedOn: '2024-01-15',
    recordedOn: '2024-01-22',
    department: SCIENCE,
    firms: [0, 5],
  },
];

export function titleRef(title: string, approvedOn: string, rank: number): string {
  return `enterprise-title:${title}:${approvedOn}:${rank}`;
}

/** Titles of 2020–2024; one was taken back. */
export function enterpriseTitleSteps(holders: SampleHolders): DatedStep[] {
  return [
    ...NOTICES.flatMap((notice, index) => notice.firms.map((f) => step(notice, f, index, holders))),
    {
      on: date('2023-08-16'),
      command: {
        type: 'revoke-recognition',
        record: titleRef('specialised', '2021-04-12', 46),
        body: {
          effectiveOn: '2023-08-10',
          reason: '复核未通过，取消称号',
          source: paper('关于取消部分专精特新中小企业称号的通知', '2023-08-10', 94),
        },
      },
    },
  ];
}

function step(notice: Notice, rank: number, index: number, { firms }: SampleHolders): DatedStep {
  const { title, label, level, approvedOn, validTo, department, name } = notice;
  const on = date(approvedOn);
  return {
    on: notice.recordedOn ? date(notice.recordedOn) : addDays(on, 7),
    command: {
      type: 'record-recognition',
      ref: titleRef(title, approvedOn, rank),
      body: {
        kind: 'enterprise-title',
        creditCode: at(firms, rank).creditCode,
        attributes: {
          title,
          ...(name ? { name } : {}),
          level,
          approvedOn,
          ...(validTo ? { validTo } : {}),
          department,
          documentNumber: documentNumber(on, 100 + index),
        },
        source: paper(`关于公布${label}名单的通知`, approvedOn, 100 + index),
      },
    },
  };
}
