import { addDays, date } from '#libs/kernel/calendar-date.js';
import { topicOf, XIXIA, type SampleHolder, type SampleHolders } from '../basis/enterprises.js';
import { paper, yuan } from '../basis/papers.js';
import { at, chanceFor } from '../basis/random.js';
import type { DatedStep } from '../step.js';

/** `[taker, provider, form, transferredOn, amount in thousand yuan or null, result]` */
type Row = readonly [number, number, string, string, number | null, string?];

/** Universities and institutes, none of which exists. */
const PROVIDERS: readonly (readonly [name: string, regionCode: string])[] = [
  ['样例理工大学', '420100'],
  ['样例农林大学', '610400'],
  ['省农业科学院样例研究所', '410100'],
  ['样例中医药大学', '410100'],
  ['样例冶金研究院', '110100'],
];

const TWO_TAKERS = '石墨深加工低能耗提纯技术（样例）';
const TWICE = '香菇菌棒免割保水膜技术（样例）';

const ROWS: readonly Row[] = [
  [3, 4, 'licence', '2020-05-13', 600],
  [61, 2, 'joint', '2020-07-21', null],
  [11, 0, 'transfer', '2020-10-16', 850],
  [66, 1, 'self-use', '2020-11-24', null],
  [6, 4, 'licence', '2021-03-18', 1_200],
  [12, 3, 'transfer', '2021-05-27', 480],
  [69, 2, 'joint', '2021-07-09', null],
  [2, 0, 'equity', '2021-09-16', 3_000],
  [52, 1, 'licence', '2021-10-28', 260],
  [14, 3, 'transfer', '2021-12-14', 760],
  [8, 4, 'licence', '2022-03-10', 980],
  [17, 0, 'joint', '2022-04-21', null],
  [55, 2, 'transfer', '2022-05-25', 350],
  [1, 0, 'transfer', '2022-06-29', 2_400],
  [58, 1, 'licence', '2022-08-11', 180],
  [19, 3, 'joint', '2022-09-08', null],
  [28, 4, 'licence', '2022-10-20', 640],
  [63, 2, 'self-use', '2022-11-17', null],
  [22, 0, 'transfer', '2022-12-15', 1_100],
  // 2023: nine results by mid November, thirteen by the end of the year.
  [5, 4, 'licence', '2023-02-23', 700],
  [31, 3, 'transfer', '2023-04-13', 520],
  [10, 0, 'licence', '2023-05-18', 900, TWO_TAKERS],
  [27, 0, 'licence', '2023-06-08', 900, TWO_TAKERS],
  [65, 2, 'joint', '2023-06-20', null, TWICE],
  [23, 1, 'transfer', '2023-07-27', 410],
  [4, 4, 'equity', '2023-09-05', 5_000],
  [53, 2, 'self-use', '2023-09-21', null],
  [33, 3, 'licence', '2023-10-26', 330],
  [18, 0, 'transfer', '2023-11-23', 1_500],
  [57, 1, 'joint', '2023-11-30', null],
  [36, 4, 'licence', '2023-12-12', 880],
  [67, 2, 'transfer', '2023-12-19', 240],
];

const WHAT = ['制备工艺', '节能生产技术', '质量检测方法', '综合利用技术'];

export function transferRef(index: number): string {
  return `achievement-transfer:${index}`;
}

/** Results taken by the county's firms; one by two firms, one entered twice under a like name. */
export function achievementTransferSteps({ firms }: SampleHolders): DatedStep[] {
  const chance = chanceFor('achievement-transfers');
  const steps = ROWS.map((row, index) => {
    const lag = chance.between(4, 20);
    return transferStep(row, index, at(firms, row[0]), lag);
  });
  const twice = ROWS.findIndex(([, , , , , result]) => result === TWICE);
  const [taker, ...rest] = at(ROWS, twice);
  const again: Row = [taker, rest[0], rest[1], rest[2], 300, TWICE.replace('膜', ' 膜')];
  return [...steps, transferStep(again, ROWS.length, at(firms, taker), 61)];
}

function transferStep(row: Row, index: number, taker: SampleHolder, lag: number): DatedStep {
  const [, providerIndex, form, transferredOn, thousands, result] = row;
  const [name, regionCode] = at(PROVIDERS, providerIndex);
  const on = date(transferredOn);
  const own = { name: taker.name, creditCode: taker.creditCode, regionCode: XIXIA };
  return {
    on: addDays(on, lag),
    command: {
      type: 'record-recognition',
      ref: transferRef(index),
      body: {
        kind: 'achievement-transfer',
        creditCode: taker.creditCode,
        attributes: {
          name: result ?? `${topicOf(taker)}${at(WHAT, index % WHAT.length)}（样例）`,
          form,
          transferredOn,
          provider: form === 'self-use' ? own : { name, regionCode },
          ...(thousands === null ? {} : { amount: yuan(thousands * 1000) }),
        },
        source: paper('科技成果转移转化登记表', transferredOn),
      },
    },
  };
}
