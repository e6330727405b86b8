import { fold } from '#libs/kernel/decider.js';
import type { RecognitionEvent, RecognitionKind } from '../domain/events.js';
import type { RecordRecognitionInput } from '../domain/record.js';
import { recognitionDecider, type RecognitionState } from '../domain/recognition.js';

/** A registered sample firm of Xixia, another one, and one outside. */
export const HOLDER = '91411323MAXX00023M';
export const OTHER = '91411323MAXX00031G';
export const OUTSIDER = '91410000170001401D';

export const SOURCE = { title: '样本公告', documentNumber: '样本〔2023〕1号' };

export const BUYER = { name: '样本买方有限公司', creditCode: OUTSIDER, regionCode: '410100' };

/** One complete record of each kind, every attribute filled, in canonical form. */
export const FULL: Readonly<Record<string, RecordRecognitionInput>> = {
  'high-tech-firm': {
    kind: 'high-tech-firm',
    creditCode: HOLDER,
    number: 'GR202341000123',
    attributes: {
      recognitionYear: 2023,
      issuedOn: '2023-11-22',
      first: true,
      batch: '第一批',
      publicNoticeOn: '2023-11-10',
      announcedOn: '2023-12-08',
      field: 'new-materials',
    },
    source: SOURCE,
  },
  'sci-tech-sme': {
    kind: 'sci-tech-sme',
    creditCode: HOLDER,
    number: '202341132300012345',
    attributes: {
      entryYear: 2023,
      announcedOn: '2023-06-15',
      batch: '5',
      directPass: false,
      score: 82.5,
    },
    source: { title: '河南省2023年第5批入库科技型中小企业名单' },
  },
  'innovation-platform': {
    kind: 'innovation-platform',
    creditCode: HOLDER,
    attributes: {
      name: '样本特种钢工程技术研究中心',
      platformType: '工程技术研究中心',
      level: 'municipal',
      approvedOn: '2023-07-03',
      approvalMode: 'recognised',
      department: '南阳市科技局',
      documentNumber: '宛科〔2023〕8号',
      coBuilders: ['样本大学'],
      promotedFrom: 'county',
    },
    source: SOURCE,
  },
  'tech-contract': {
    kind: 'tech-contract',
    creditCode: HOLDER,
    number: '23411300000123',
    attributes: {
      contractKind: 'development',
      title: '样本工艺开发',
      registeredOn: '2023-05-20',
      contractValue: '5000000.00',
      technologyValue: '4000000.00',
      signedOn: '2023-04-01',
      buyer: BUYER,
      seller: { name: '西峡县样本甲有限公司', creditCode: HOLDER, regionCode: '411323' },
    },
    source: SOURCE,
  },
  'county-project': {
    kind: 'county-project',
    creditCode: HOLDER,
    attributes: {
      name: '样本菌种选育',
      approvedOn: '2023-03-15',
      mode: 'open-call',
      funding: '200000.00',
      startOn: '2023-04-01',
      endOn: '2025-03-31',
      documentNumber: '西科〔2023〕3号',
    },
    source: SOURCE,
  },
  'achievement-transfer': {
    kind: 'achievement-transfer',
    creditCode: HOLDER,
    attributes: {
      name: '样本提取方法',
      form: 'licence',
      transferredOn: '2023-08-01',
      provider: { name: '样本大学', regionCode: '410100' },
      amount: '300000.00',
      contractNumber: '23411300000123',
    },
    source: SOURCE,
  },
  'enterprise-title': {
    kind: 'enterprise-title',
    creditCode: HOLDER,
    attributes: {
      title: 'gazelle',
      name: '样本瞪羚企业',
      level: 'provincial',
      approvedOn: '2023-02-01',
      validTo: '2026-01-31',
      department: '河南省科技厅',
      documentNumber: '豫科〔2023〕9号',
    },
    source: SOURCE,
  },
};

/** Of a kind, with some attributes changed; undefined takes one out. */
export function sample(
  kind: RecognitionKind,
  attributes: Readonly<Record<string, unknown>> = {},
  rest: Readonly<Record<string, unknown>> = {},
): RecordRecognitionInput {
  const full = FULL[kind];
  if (!full) throw new Error(`no sample of ${kind}`);
  const merged = Object.entries({ ...full.attributes, ...attributes });
  return {
    ...full,
    ...rest,
    attributes: Object.fromEntries(merged.filter(([, value]) => value !== undefined)),
  };
}

export const given = (...events: RecognitionEvent[]): RecognitionState =>
  fold(recognitionDecider, events);
