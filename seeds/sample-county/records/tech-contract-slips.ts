import { date } from '#libs/kernel/calendar-date.js';
import { paper, yuan } from '../basis/papers.js';
import type { DatedStep } from '../step.js';
import { contractRef, type SampleContract } from './sample-contract.js';

/**
 * What happened to contracts after they were registered: a slip of the pen put right, amendments,
 * cancellations, and what the check at the end of the year struck out.
 */
export function withContractSlips(
  steps: readonly DatedStep[],
  contracts: readonly SampleContract[],
): DatedStep[] {
  const sold2023 = contracts.filter((c) => c.trade === 'sold' && c.registeredOn >= '2023');
  const between = (from: string, to: string, low: number, high: number): SampleContract[] =>
    sold2023.filter(
      (c) =>
        c.registeredOn >= from && c.registeredOn < to && c.thousands >= low && c.thousands < high,
    );
  const wrongAmount = between('2023-02-01', '2023-03-22', 500, 9_000)[0];
  const amended = between('2023-04-01', '2023-06-01', 800, 12_000)[0];
  const cancelled = between('2023-06-01', '2023-08-01', 300, 6_000)[0];
  const struck = between('2023-10-01', '2023-12-10', 200, 5_000).slice(0, 2);
  const undone = between('2023-08-01', '2023-10-01', 200, 3_000)[0];
  const lowered = contracts.find((c) => c.registeredOn > '2022-09' && c.thousands > 2_000);
  return [
    ...steps.map((step) => (wrongAmount && isOf(step, wrongAmount) ? tenfold(step) : step)),
    ...some(wrongAmount, correctedAmount),
    ...some(amended, (c) => amendment(c, '2023-08-22', c.thousands + Math.round(c.thousands / 5))),
    ...some(lowered, (c) => amendment(c, '2023-03-14', c.thousands - Math.round(c.thousands / 4))),
    ...some(cancelled, (c) => cancellation(c, '2023-09-12', '2023-09-08', '合同解除，注销登记')),
    ...struck.map((c) =>
      cancellation(c, '2024-02-27', '2023-12-31', '年度核查核减：合同标的不属于技术合同'),
    ),
    ...some(undone, (c) => cancellation(c, '2024-03-08', '2024-03-05', '合同解除，注销登记')),
  ];
}

function some(
  contract: SampleContract | undefined,
  step: (contract: SampleContract) => DatedStep,
): DatedStep[] {
  if (!contract) throw new RangeError('the sample has no contract for one of its slips');
  return [step(contract)];
}

function isOf({ command }: DatedStep, { number }: SampleContract): boolean {
  return command.type === 'record-recognition' && command.ref === contractRef(number);
}

/** A nought too many: the amount as it was first typed. */
function tenfold(step: DatedStep): DatedStep {
  if (step.command.type !== 'record-recognition') return step;
  const { body } = step.command;
  const contractValue = String(body.attributes['contractValue']).replace('.00', '0.00');
  const attributes = { ...body.attributes, contractValue };
  return { ...step, command: { ...step.command, body: { ...body, attributes } } };
}

function correctedAmount({ number, thousands, registeredOn }: SampleContract): DatedStep {
  return {
    on: date('2023-04-12'),
    command: {
      type: 'correct-recognition',
      record: contractRef(number),
      body: {
        attributes: { contractValue: yuan(thousands * 1000) },
        reason: '合同成交额录入多一个零，按登记证明更正',
        source: paper('技术合同认定登记证明', registeredOn),
      },
    },
  };
}

function amendment({ number }: SampleContract, on: string, thousands: number): DatedStep {
  const technical = Math.round((thousands * 7) / 10);
  return {
    on: date(on),
    command: {
      type: 'correct-recognition',
      record: contractRef(number),
      body: {
        attributes: {
          contractValue: yuan(thousands * 1000),
          technologyValue: yuan(technical * 1000),
        },
        reason: '双方签订补充协议，办理合同变更登记',
        source: paper('技术合同变更登记表', on),
      },
    },
  };
}

function cancellation(
  { number }: SampleContract,
  on: string,
  effectiveOn: string,
  reason: string,
): DatedStep {
  return {
    on: date(on),
    command: {
      type: 'revoke-recognition',
      record: contractRef(number),
      body: { effectiveOn, reason, source: paper('技术合同注销登记表', effectiveOn) },
    },
  };
}
