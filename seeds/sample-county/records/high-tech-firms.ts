import { date } from '#libs/kernel/calendar-date.js';
import { PART, type SampleHolder, type SampleHolders } from '../basis/enterprises.js';
import { paper } from '../basis/papers.js';
import { at } from '../basis/random.js';
import type { DatedStep } from '../step.js';

/**
 * One batch of certificates. Dates follow the province's timetable: the public notice of a year's
 * second batch comes in December, the announcement in January, a supplement in spring; all of them
 * carry the same 认定年度.
 */
interface Batch {
  readonly year: number;
  readonly name: string;
  readonly issuedOn: string;
  readonly publicNoticeOn?: string;
  readonly announcedOn?: string;
  readonly recordedOn: string;
  /** Places in `firms`; `n3` is the fourth neighbour. */
  readonly holders: readonly (number | `n${number}`)[];
}

const BATCHES: readonly Batch[] = [
  {
    year: 2017,
    name: '第一批',
    issuedOn: '2017-12-01',
    recordedOn: '2020-01-20',
    holders: [0, 1, 2, 3],
  },
  {
    year: 2018,
    name: '第一批',
    issuedOn: '2018-11-29',
    recordedOn: '2020-01-20',
    holders: [4, 5, 6, 7, 8, 9],
  },
  {
    year: 2019,
    name: '第一批',
    issuedOn: '2019-10-31',
    announcedOn: '2019-12-19',
    recordedOn: '2020-01-21',
    holders: [10, 11, 12, 13, 14, 15, 16],
  },
  {
    year: 2020,
    name: '第一批',
    issuedOn: '2020-09-09',
    publicNoticeOn: '2020-10-12',
    announcedOn: '2020-11-16',
    recordedOn: '2020-11-18',
    holders: [0, 1, 2, 3, 17, 18],
  },
  {
    year: 2020,
    name: '第二批',
    issuedOn: '2020-12-04',
    publicNoticeOn: '2020-12-09',
    announcedOn: '2021-01-05',
    recordedOn: '2021-01-13',
    holders: [19, 20],
  },
  {
    year: 2020,
    name: '补充备案',
    issuedOn: '2020-12-29',
    announcedOn: '2021-02-25',
    recordedOn: '2021-03-02',
    holders: [21],
  },
  {
    year: 2021,
    name: '第一批',
    issuedOn: '2021-10-28',
    publicNoticeOn: '2021-11-04',
    announcedOn: '2021-12-15',
    recordedOn: '2021-12-21',
    holders: [4, 5, 6, 22, 23, 24, 'n0', 'n1'],
  },
  {
    year: 2021,
    name: '第二批',
    issuedOn: '2021-12-15',
    publicNoticeOn: '2021-12-20',
    announcedOn: '2022-01-19',
    recordedOn: '2022-01-24',
    holders: [7, 8, 20, 25, 26, 27, 'n2'],
  },
  {
    year: 2022,
    name: '第一批',
    issuedOn: '2022-12-01',
    publicNoticeOn: '2022-12-05',
    announcedOn: '2022-12-21',
    recordedOn: '2022-12-27',
    holders: [10, 11, 12, 28, 29, 30, 'n3', 'n4'],
  },
  {
    year: 2022,
    name: '第二批',
    issuedOn: '2022-12-23',
    publicNoticeOn: '2022-12-26',
    announcedOn: '2023-01-12',
    recordedOn: '2023-01-17',
    holders: [13, 14, 31, 32, 'n5'],
  },
  {
    year: 2022,
    name: '补充备案',
    issuedOn: '2022-12-23',
    announcedOn: '2023-02-14',
    recordedOn: '2023-02-20',
    holders: [15, 33, 'n6'],
  },
  {
    year: 2023,
    name: '第一批',
    issuedOn: '2023-11-22',
    publicNoticeOn: '2023-11-10',
    announcedOn: '2023-12-06',
    recordedOn: '2023-12-11',
    holders: [0, 2, 17, 34, PART.rightHolder, 'n7', 'n8', 'n9', 'n10'],
  },
  {
    year: 2023,
    name: '第二批',
    issuedOn: '2023-12-08',
    publicNoticeOn: '2023-12-11',
    announcedOn: '2024-01-25',
    recordedOn: '2024-01-29',
    holders: [1, 3, 18, 19, 36, 37, 'n11', 'n12'],
  },
  {
    year: 2023,
    name: '补充备案',
    issuedOn: '2023-12-08',
    announcedOn: '2024-04-11',
    recordedOn: '2024-04-16',
    holders: [21, 38, 39, 'n13'],
  },
];

/** Certificates whose list does not say whether it is the first one: the ledger tells by history. */
const SILENT_BATCHES = new Set(['2019第一批', '2022第二批', '2023补充备案']);

/** @returns name of the record step of a firm's certificate of a year, for corrections and the like */
export function certificateRef(holder: SampleHolder, year: number): string {
  return `high-tech-firm:${year}:${holder.creditCode}`;
}

/** Certificates of 2017–2023 and what became of some of them. */
export function highTechFirmSteps(holders: SampleHolders): DatedStep[] {
  return [
    ...certificates(holders),
    ...fromHubei(holders),
    ...cancellations(holders),
    ...misreadYear(holders),
    ...wrongHolder(holders),
  ];
}

function certificates(holders: SampleHolders): DatedStep[] {
  const numbers = new Map<number, number>();
  const seen = new Set<string>();
  return BATCHES.flatMap((batch, index) =>
    batch.holders.map((who) => {
      const holder = find(holders, who);
      const serial = (numbers.get(batch.year) ?? 9000) + 1;
      numbers.set(batch.year, serial);
      const first = !seen.has(holder.creditCode);
      seen.add(holder.creditCode);
      const misread = who === PART.misreadYear;
      return certificate(batch, holder, {
        number: numberOf(batch.year, serial),
        recognitionYear: misread ? batch.year + 1 : batch.year,
        notice: 11 + index,
        ...(SILENT_BATCHES.has(`${batch.year}${batch.name}`) ? {} : { first }),
        ...(who === PART.rightHolder ? { recordedOn: WRONG_HOLDER_FOUND_ON } : {}),
      });
    }),
  );
}

function find(holders: SampleHolders, who: number | `n${number}`): SampleHolder {
  return typeof who === 'number'
    ? at(holders.firms, who)
    : at(holders.neighbours, Number(who.slice(1)));
}

function numberOf(year: number, serial: number): string {
  return `GR${year}41${String(serial).padStart(6, '0')}`;
}

interface CertificateDetails {
  readonly number: string;
  readonly recognitionYear: number;
  readonly first?: boolean;
  /** Serial of the notice's 文号. */
  readonly notice: number;
  readonly ref?: string;
  readonly recordedOn?: string;
}

function certificate(batch: Batch, holder: SampleHolder, details: CertificateDetails): DatedStep {
  const { year, name, issuedOn, publicNoticeOn, announcedOn } = batch;
  const { first, recognitionYear } = details;
  return {
    on: date(details.recordedOn ?? batch.recordedOn),
    command: {
      type: 'record-recognition',
      ref: details.ref ?? certificateRef(holder, year),
      body: {
        kind: 'high-tech-firm',
        creditCode: holder.creditCode,
        number: details.number,
        attributes: {
          recognitionYear,
          issuedOn,
          ...(first === undefined ? {} : { first }),
          batch: `${year}年${name}`,
          ...(publicNoticeOn ? { publicNoticeOn } : {}),
          ...(announcedOn ? { announcedOn } : {}),
          field: holder.industry.field,
        },
        source: paper(
          `河南省${year}年认定的${name}高新技术企业备案名单`,
          announcedOn ?? issuedOn,
          details.notice,
        ),
      },
    },
  };
}

const WRONG_HOLDER_FOUND_ON = '2023-12-14';

/**
 * Lists carry names, not codes: a certificate was first entered for a firm of nearly the same name,
 * withdrawn three days later, and the number recorded anew for the right one.
 */
function wrongHolder(holders: SampleHolders): DatedStep[] {
  const batch = BATCHES.find((b) => b.holders.includes(PART.rightHolder));
  if (!batch) return [];
  const ref = 'high-tech-firm:wrong-holder';
  const serial = 9001 + batch.holders.indexOf(PART.rightHolder);
  const wrong = certificate(batch, at(holders.firms, PART.namesake), {
    number: numberOf(batch.year, serial),
    recognitionYear: batch.year,
    first: true,
    notice: 11 + BATCHES.indexOf(batch),
    ref,
  });
  return [
    wrong,
    {
      on: date(WRONG_HOLDER_FOUND_ON),
      rank: 3,
      command: {
        type: 'withdraw-recognition',
        record: ref,
        body: { reason: '按名称匹配有误，证书属于名称相近的另一企业' },
      },
    },
  ];
}

/** Moved here while its certificate from Hubei was under way: another province's block warns. */
function fromHubei({ firms }: SampleHolders): DatedStep[] {
  const holder = at(firms, PART.movedInFromHubei);
  return [
    {
      on: date('2023-11-06'),
      command: {
        type: 'record-recognition',
        ref: certificateRef(holder, 2023),
        body: {
          kind: 'high-tech-firm',
          creditCode: holder.creditCode,
          number: 'GR202342009001',
          attributes: {
            recognitionYear: 2023,
            issuedOn: '2023-10-16',
            first: true,
            batch: '湖北省2023年第一批',
            announcedOn: '2023-11-01',
            field: holder.industry.field,
          },
          source: paper('湖北省2023年认定的第一批高新技术企业备案名单', '2023-11-01', 61),
        },
      },
    },
  ];
}

/**
 * 取消 is by year: one firm loses 2022 within the year of its certificate (and drops out of 2022's
 * 新认定), the other loses all years from 2022 on, known only at the end of 2023.
 */
function cancellations({ firms }: SampleHolders): DatedStep[] {
  return [
    {
      on: date('2023-07-18'),
      command: {
        type: 'revoke-recognition',
        record: certificateRef(at(firms, PART.cancelledInItsYear), 2022),
        body: {
          fromYear: 2022,
          reason: '重点检查发现研发费用占比不达标，取消2022年度高新技术企业资格',
          source: paper('关于取消部分高新技术企业资格的公告', '2023-07-12', 71),
        },
      },
    },
    {
      on: date('2023-12-29'),
      command: {
        type: 'revoke-recognition',
        record: certificateRef(at(firms, PART.cancelledLate), 2021),
        body: {
          fromYear: 2022,
          reason: '累计两年未填报年度发展情况报表，自2022年度起取消高新技术企业资格',
          source: paper('关于取消2023年第二批高新技术企业资格的公告', '2023-12-25', 118),
        },
      },
    },
  ];
}

/** Typed as 2023, printed as 2022: until the correction, 2023 had a firm too many. */
function misreadYear({ firms }: SampleHolders): DatedStep[] {
  return [
    {
      on: date('2023-02-10'),
      command: {
        type: 'correct-recognition',
        record: certificateRef(at(firms, PART.misreadYear), 2022),
        body: {
          attributes: { recognitionYear: 2022 },
          reason: '认定年度录入有误，备案名单载明为2022年',
          source: paper('河南省2022年认定的第一批高新技术企业备案名单', '2022-12-21', 22),
        },
      },
    },
  ];
}
