import { addDays, addYears, date } from '#libs/kernel/calendar-date.js';
import { topicOf, type SampleHolder, type SampleHolders } from '../basis/enterprises.js';
import { documentNumber, paper, yuan } from '../basis/papers.js';
import { at } from '../basis/random.js';
import type { DatedStep } from '../step.js';

/** `[holder, mode, approvedOn, funding in thousand yuan or null, years, end day when ended early]` */
type Row = readonly [number, string, string, number | null, number];

const ROWS: readonly Row[] = [
  [10, 'competitive', '2020-04-22', 200, 2],
  [13, 'competitive', '2020-04-22', 150, 2],
  [62, 'post-subsidy', '2020-10-14', 80, 1],
  [4, 'competitive', '2021-04-15', 300, 2],
  [22, 'competitive', '2021-04-15', 150, 2],
  [45, 'competitive', '2021-04-15', 100, 1],
  [7, 'open-call', '2021-09-24', 500, 2],
  [26, 'competitive', '2022-03-30', 200, 2],
  [28, 'competitive', '2022-03-30', 200, 2],
  [54, 'competitive', '2022-03-30', 100, 1],
  [0, 'open-call', '2022-08-19', 800, 3],
  [64, 'post-subsidy', '2022-11-10', 60, 1],
  // 2023: six by mid November.
  [17, 'competitive', '2023-03-28', 200, 2],
  [31, 'competitive', '2023-03-28', 200, 2],
  [59, 'competitive', '2023-03-28', 100, 1],
  [2, 'open-call', '2023-07-12', 1_000, 3],
  [32, 'competitive', '2023-09-19', 150, 2],
  [68, 'post-subsidy', '2023-09-19', 50, 1],
  [37, 'open-call', '2023-12-07', 600, 2],
];

const AIM: Readonly<Record<string, string>> = {
  competitive: '关键工艺研发及示范',
  'open-call': '关键技术攻关（揭榜挂帅）',
  'post-subsidy': '新产品研发后补助',
};

export function projectRef(index: number): string {
  return `county-project:${index}`;
}

/** County projects; one lost its grant when the firm gave it up. */
export function countyProjectSteps({ firms }: SampleHolders): DatedStep[] {
  return [
    ...ROWS.map((row, index) => projectStep(row, index, at(firms, row[0]))),
    {
      on: date('2022-06-15'),
      command: {
        type: 'revoke-recognition',
        record: projectRef(5),
        body: {
          effectiveOn: '2022-06-10',
          reason: '项目终止：承担单位停止实施，剩余经费收回',
          source: paper('关于终止县科技创新项目的通知', '2022-06-10', 17),
        },
      },
    },
  ];
}

function projectStep(row: Row, index: number, holder: SampleHolder): DatedStep {
  const [, mode, approvedOn, thousands, years] = row;
  const on = date(approvedOn);
  return {
    on: addDays(on, 6),
    command: {
      type: 'record-recognition',
      ref: projectRef(index),
      body: {
        kind: 'county-project',
        creditCode: holder.creditCode,
        attributes: {
          name: `${topicOf(holder)}${AIM[mode] ?? ''}（样例）`,
          approvedOn,
          mode,
          ...(thousands === null ? {} : { funding: yuan(thousands * 1000) }),
          startOn: addDays(on, 30),
          endOn: addDays(addYears(on, years), 29),
          documentNumber: documentNumber(on, 30 + index),
        },
        source: paper('关于下达西峡县科技创新项目计划的通知', approvedOn, 30 + index),
      },
    },
  };
}
