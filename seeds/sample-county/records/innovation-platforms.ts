import { addDays, date } from '#libs/kernel/calendar-date.js';
import { topicOf, type SampleHolder, type SampleHolders } from '../basis/enterprises.js';
import { documentNumber, paper } from '../basis/papers.js';
import { at } from '../basis/random.js';
import type { DatedStep } from '../step.js';

type Who = number | `n${number}` | `o${number}`;

interface Platform {
  readonly host: Who;
  readonly type: string;
  readonly level: 'national' | 'provincial' | 'municipal' | 'county';
  readonly approvedOn: string;
  /** Left out: some days after the approval. */
  readonly recordedOn?: string;
  readonly filed?: true;
  readonly department?: string;
  readonly coBuilder?: string;
  /** Host and type say which platform it was before; its level then. */
  readonly promotedFrom?: 'municipal' | 'county';
}

const SCIENCE_CITY = '南阳市科学技术局';
const SCIENCE_PROVINCE = '河南省科学技术厅';
const REFORM_PROVINCE = '河南省发展和改革委员会';
const SCIENCE_COUNTY = '西峡县科学技术局';

/** `[host, type, level, approvedOn, more]`, by approval. */
type Row = readonly [Who, string, Platform['level'], string, Partial<Platform>?];

const ETRC = '工程技术研究中心';

const ROWS: readonly Row[] = [
  // What was there when the ledger began.
  [
    0,
    '企业技术中心',
    'national',
    '2016-12-09',
    { recordedOn: '2020-02-19', department: '国家发展和改革委员会' },
  ],
  [1, ETRC, 'provincial', '2015-11-18', { recordedOn: '2020-02-19' }],
  [2, ETRC, 'provincial', '2017-10-27', { recordedOn: '2020-02-19' }],
  [
    3,
    '企业技术中心',
    'provincial',
    '2018-08-15',
    { recordedOn: '2020-02-20', department: REFORM_PROVINCE },
  ],
  [4, ETRC, 'municipal', '2017-12-20', { recordedOn: '2020-02-20' }],
  [5, ETRC, 'municipal', '2018-12-12', { recordedOn: '2020-02-20' }],
  [6, ETRC, 'municipal', '2019-11-06', { recordedOn: '2020-02-20' }],
  ['o5', '重点实验室', 'county', '2019-06-11', { recordedOn: '2020-02-21' }],
  // 2020
  [7, ETRC, 'municipal', '2020-07-08'],
  [4, ETRC, 'provincial', '2020-10-22', { promotedFrom: 'municipal' }],
  [40, ETRC, 'county', '2020-09-15'],
  ['o12', '星创天地', 'provincial', '2020-11-12', { filed: true }],
  [10, ETRC, 'municipal', '2020-12-16', { recordedOn: '2021-01-08' }],
  [11, ETRC, 'municipal', '2020-12-16', { recordedOn: '2021-01-08' }],
  // 2021
  [8, '重点实验室', 'municipal', '2021-05-19'],
  [12, ETRC, 'municipal', '2021-08-11'],
  [44, ETRC, 'county', '2021-06-17'],
  [48, ETRC, 'county', '2021-06-17'],
  [13, ETRC, 'municipal', '2021-08-11'],
  [2, '新型研发机构', 'provincial', '2021-11-03', { filed: true, coBuilder: '样例理工大学' }],
  [5, ETRC, 'provincial', '2021-12-08', { promotedFrom: 'municipal', recordedOn: '2022-01-12' }],
  [14, ETRC, 'municipal', '2021-12-22', { recordedOn: '2022-01-12' }],
  ['n1', ETRC, 'municipal', '2021-08-11'],
  // 2022
  [17, ETRC, 'municipal', '2022-06-09'],
  [18, ETRC, 'municipal', '2022-06-09'],
  [22, '重点实验室', 'municipal', '2022-07-14'],
  [3, '工程研究中心', 'provincial', '2022-09-20', { department: REFORM_PROVINCE }],
  [52, ETRC, 'county', '2022-05-26'],
  [55, '众创空间', 'county', '2022-05-26'],
  [19, ETRC, 'municipal', '2022-11-17'],
  [26, ETRC, 'municipal', '2022-12-21', { recordedOn: '2023-01-11' }],
  ['n2', ETRC, 'municipal', '2022-11-17'],
  ['n5', ETRC, 'provincial', '2022-10-19'],
  // 2023: seven of municipal level or above by mid November, nine by the end of the year.
  [27, ETRC, 'municipal', '2023-04-18'],
  [28, ETRC, 'municipal', '2023-04-18'],
  ['n6', ETRC, 'municipal', '2023-04-18'],
  [7, ETRC, 'provincial', '2023-06-27', { promotedFrom: 'municipal' }],
  [58, ETRC, 'county', '2023-05-23'],
  [63, ETRC, 'county', '2023-05-23'],
  [1, '企业技术中心', 'provincial', '2023-07-20', { department: REFORM_PROVINCE }],
  [31, ETRC, 'municipal', '2023-08-30'],
  ['o0', '众创空间', 'municipal', '2023-09-14', { filed: true }],
  [8, '新型研发机构', 'provincial', '2023-10-25', { filed: true, coBuilder: '样例农林大学' }],
  ['n8', '重点实验室', 'municipal', '2023-10-11'],
  [32, ETRC, 'municipal', '2023-11-03'],
  [33, '重点实验室', 'municipal', '2023-11-28', { coBuilder: '样例中医药大学' }],
  // Approved before the year was out, known only after it.
  [35, ETRC, 'municipal', '2023-12-27', { recordedOn: '2024-02-21' }],
];

const LEVEL_PREFIX = {
  national: '国家',
  provincial: '河南省',
  municipal: '南阳市',
  county: '西峡县',
};
const DEPARTMENT = {
  national: '科学技术部',
  provincial: SCIENCE_PROVINCE,
  municipal: SCIENCE_CITY,
  county: SCIENCE_COUNTY,
};

export function platformRef(holder: SampleHolder, type: string, level: string): string {
  return `innovation-platform:${level}:${type}:${holder.creditCode}`;
}

/** Platforms of all levels; three promotions, filings, and one that was entered twice. */
export function innovationPlatformSteps(holders: SampleHolders): DatedStep[] {
  const platforms = ROWS.map(([host, type, level, approvedOn, more]): Platform => {
    return { host, type, level, approvedOn, ...more };
  });
  return [
    ...platforms.map((p, index) => platformStep(p, find(holders, p.host), index)),
    ...enteredTwice(platforms, holders),
  ];
}

function find(holders: SampleHolders, who: Who): SampleHolder {
  if (typeof who === 'number') return at(holders.firms, who);
  const list = who.startsWith('n') ? holders.neighbours : holders.others;
  return at(list, Number(who.slice(1)));
}

function platformStep(platform: Platform, host: SampleHolder, index: number): DatedStep {
  const { type, level, approvedOn, department } = platform;
  const serial = 20 + (index % 40);
  const on = date(approvedOn);
  return {
    on: recordedOn(platform),
    command: {
      type: 'record-recognition',
      ref: platformRef(host, type, level),
      body: {
        kind: 'innovation-platform',
        creditCode: host.creditCode,
        attributes: {
          name: platformName(platform, host),
          platformType: type,
          level,
          approvedOn,
          approvalMode: platform.filed ? 'filed' : 'recognised',
          department: department ?? DEPARTMENT[level],
          documentNumber: documentNumber(on, serial),
          ...(platform.coBuilder ? { coBuilders: [platform.coBuilder] } : {}),
          ...(platform.promotedFrom
            ? { promotedFrom: { numberOf: platformRef(host, type, platform.promotedFrom) } }
            : {}),
        },
        source: paper(`关于公布${LEVEL_PREFIX[level]}${type}名单的通知`, approvedOn, serial),
      },
    },
  };
}

function recordedOn(platform: Platform): DatedStep['on'] {
  return platform.recordedOn ? date(platform.recordedOn) : addDays(date(platform.approvedOn), 8);
}

function platformName({ level, type }: Platform, host: SampleHolder): string {
  return `${LEVEL_PREFIX[level]}${topicOf(host)}${type}（样例）`;
}

/** Two officers, one notice: the second entry is seen as a likely duplicate and withdrawn. */
function enteredTwice(platforms: readonly Platform[], holders: SampleHolders): DatedStep[] {
  const platform = platforms.find((p) => p.host === 31 && p.level === 'municipal');
  if (!platform) return [];
  const step = platformStep({ ...platform, recordedOn: '2023-09-18' }, find(holders, 31), 40);
  if (step.command.type !== 'record-recognition') return [];
  const ref = `${step.command.ref}:again`;
  return [
    { ...step, command: { ...step.command, ref } },
    {
      on: date('2023-10-12'),
      command: {
        type: 'withdraw-recognition',
        record: ref,
        body: { reason: '与已登记平台重复录入' },
      },
    },
  ];
}
