import { date } from '#libs/kernel/calendar-date.js';
import { PART, XIXIA, type SampleHolder, type SampleHolders } from '../basis/enterprises.js';
import { paper } from '../basis/papers.js';
import { at } from '../basis/random.js';
import type { DatedStep, MoveBody } from '../step.js';

/** Renames, moves and deregistrations; some reach the ledger months after they took effect. */
export function enterpriseChangeSteps({ firms, neighbours }: SampleHolders): DatedStep[] {
  return [
    rename(at(firms, PART.renamedKnownLate), '华章', '2022-03-15', '2022-07-20'),
    rename(at(firms, PART.renamed), '新程', '2021-09-01', '2021-09-14'),
    rename(at(firms, PART.renamedSme), '同行', '2023-02-16', '2023-03-02'),
    rename(at(neighbours, 5), '远景', '2023-05-10', '2023-06-05'),
    move(at(firms, PART.movedOut), '2023-05-19', {
      regionCode: '411326',
      effectiveOn: '2023-05-10',
      source: paper('企业登记住所变更通知书', '2023-05-10'),
    }),
    // With a certificate in force: counts in the stock of the new place, never as newly recognised.
    move(at(neighbours, 0), '2022-07-06', {
      regionCode: XIXIA,
      townshipCode: '411323104',
      effectiveOn: '2022-06-20',
      source: paper('企业登记住所变更通知书', '2022-06-20'),
    }),
    move(at(firms, PART.movedWithin), '2021-03-25', {
      regionCode: XIXIA,
      townshipCode: '411323108',
      effectiveOn: '2021-03-18',
      source: paper('企业登记住所变更通知书', '2021-03-18'),
    }),
    ...PART.deregistered.map((rank, index) =>
      deregistration(at(firms, rank), at(['2021-12-08', '2022-11-15', '2023-06-13'], index)),
    ),
  ];
}

/** The trade name becomes another; place and trade stay. */
function rename(
  { creditCode, name, body }: SampleHolder,
  tradeName: string,
  effectiveOn: string,
  recordedOn: string,
): DatedStep {
  const place = /^(西峡县|河南|南阳市?(..区)?|..县|..市)/.exec(name)?.[0] ?? '';
  const rest = name.slice(place.length + 2);
  return {
    on: date(recordedOn),
    rank: 2,
    command: {
      type: 'rename-enterprise',
      creditCode,
      body: {
        name: `${place}${tradeName}${rest}`,
        effectiveOn,
        source: paper(`企业名称变更登记通知书（${body.regionCode}）`, effectiveOn),
      },
    },
  };
}

function move({ creditCode }: SampleHolder, recordedOn: string, body: MoveBody): DatedStep {
  return {
    on: date(recordedOn),
    rank: 2,
    command: { type: 'move-enterprise', creditCode, body },
  };
}

function deregistration({ creditCode }: SampleHolder, effectiveOn: string): DatedStep {
  return {
    on: date(effectiveOn),
    rank: 9,
    command: {
      type: 'deregister-enterprise',
      creditCode,
      body: { effectiveOn, source: paper('企业注销登记通知书', effectiveOn) },
    },
  };
}
