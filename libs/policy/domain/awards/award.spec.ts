import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '#libs/kernel/decider.js';
import { formatYuan } from '#libs/kernel/money.js';
import { Refusal } from '#libs/kernel/refusal.js';
import {
  agree,
  APPROVED,
  approval,
  clawback,
  correctedClawback,
  correctedIssuance,
  correctedPayment,
  correctedResolution,
  issuance,
  ISSUED,
  notice,
  NOTICED,
  objection,
  PAID,
  payment,
  plain,
  play,
  PROPOSER,
  rejection,
  resolution,
  REVIEWED,
  TODAY,
  veto,
  waiver,
  when,
  withdrawal,
  type StoryStep,
} from '../../awards/testing/award-stories.js';
import { approvedOf, awardDecider, clawedBackOf, grantedOf, paidOf, statusOf } from './award.js';
import { nextStepOf } from './next-step.js';

const UPHELD = [...NOTICED, objection(), resolution('upheld')];
const DISMISSED = [...NOTICED, objection(), resolution('dismissed')];

describe('what may be done with an award', () => {
  const types = (given: readonly StoryStep[], step: StoryStep) => {
    const decision = when(play(given), step);
    return decision instanceof Refusal
      ? decision.code
      : decision.map(({ type }) => type.slice('award.'.length));
  };

  it.each<[string, readonly StoryStep[], StoryStep, string]>([
    ['a department agrees', [], agree('县财政局'), 'departmentAgreed'],
    ['a department vetoes', [], veto('县财政局'), 'departmentVetoed'],
    ['a department thinks better of it', [veto('县财政局')], agree('县财政局'), 'departmentAgreed'],
    ['a department vetoes during the notice', NOTICED, veto('县财政局'), 'departmentVetoed'],
    ['all agree: notice', REVIEWED, notice(), 'noticeOpened'],
    ['an objection comes', NOTICED, objection(), 'objectionRaised'],
    [
      'the objection is handled',
      [...NOTICED, objection()],
      resolution('upheld'),
      'objectionResolved',
    ],
    ['the notice is over: approval', NOTICED, approval(), 'approved'],
    ['the objection was dismissed: approval', DISMISSED, approval(), 'approved'],
    ['less is approved', NOTICED, approval({ amount: '1.00' }), 'approved'],
    ['it is issued', APPROVED, issuance(), 'issued'],
    ['it is paid in part', ISSUED, payment(1n, 'PZ-1'), 'paid'],
    ['the rest is paid', [...ISSUED, payment(1n, 'a')], payment(19_999_999n, 'b'), 'paid'],
    ['a part is paid back', PAID, clawback(1n), 'clawedBack'],
    ['all is paid back', PAID, clawback(20_000_000n), 'clawedBack'],
    ['a payment is put right', PAID, correctedPayment({ amount: '1.00' }), 'paymentCorrected'],
    ['a payment never was', PAID, correctedPayment({ amount: '0' }), 'paymentCorrected'],
    ['its voucher is put right', PAID, correctedPayment({ voucher: 'PZ-2' }), 'paymentCorrected'],
    [
      'a voucher is free again when its payment never was',
      [...PAID, correctedPayment({ amount: '0' })],
      payment(5n, 'PZ-1'),
      'paid',
    ],
    [
      'waived when what was paid never was',
      [...PAID, correctedPayment({ amount: '0' })],
      waiver(),
      'waived',
    ],
    [
      'a clawback is put right',
      [...PAID, clawback(5n)],
      correctedClawback({ amount: '100' }),
      'clawbackCorrected',
    ],
    [
      'the document is put right',
      PAID,
      correctedIssuance({ documentNumber: '别的' }),
      'issuanceCorrected',
    ],
    [
      'an outcome is put right',
      UPHELD,
      correctedResolution({ outcome: 'dismissed' }),
      'objectionResolutionCorrected',
    ],
    ['an approval is withdrawn', APPROVED, withdrawal(), 'approvalWithdrawn'],
    ['approved again, less', [...APPROVED, withdrawal()], approval({ amount: '1.00' }), 'approved'],
    ['waived before the notice', [], waiver(), 'waived'],
    ['waived after the approval', APPROVED, waiver(), 'waived'],
    ['waived when issued, nothing paid', ISSUED, waiver(), 'waived'],
    ['rejected after a veto', [veto('县财政局')], rejection(), 'rejected'],
    ['rejected after the approval', APPROVED, rejection(), 'rejected'],
  ])('%s', (_name, given, step, type) => {
    expect(types(given, step)).toEqual([type]);
  });

  it.each<[string, readonly StoryStep[], StoryStep]>([
    ['the same opinion', [agree('县财政局')], agree('县财政局')],
    ['the same notice', NOTICED, notice()],
    ['the same objection', [...NOTICED, objection()], objection()],
    ['the same resolution', DISMISSED, resolution('dismissed')],
    ['the same approval', APPROVED, approval()],
    ['the same issuance', ISSUED, issuance()],
    ['the same voucher', [...ISSUED, payment(5n, 'PZ-1')], payment(5n, 'PZ-1')],
    [
      'the same decision to claw back',
      [...PAID, clawback(5n, { documentNumber: '追〔1〕' })],
      clawback(5n, { documentNumber: '追〔1〕' }),
    ],
    ['a correction to what is there', PAID, correctedPayment({ amount: '200000' })],
    ['waived twice', [waiver()], waiver()],
    ['rejected twice', [rejection()], rejection()],
  ])('%s is so already', (_name, given, step) => {
    expect(types(given, step)).toEqual([]);
  });

  it.each<[string, readonly StoryStep[], StoryStep, string]>([
    ['notice before anybody agreed', [], notice(), 'wrong-step'],
    ['notice when one is silent', [agree('县科技局')], notice(), 'wrong-step'],
    ['notice against a veto', [agree('县科技局'), veto('县财政局')], notice(), 'wrong-step'],
    [
      'a notice of four days',
      REVIEWED,
      notice({ startsOn: '2024-01-22', endsOn: '2024-01-25' }),
      'notice-too-short',
    ],
    [
      'a notice over a weekend',
      REVIEWED,
      notice({ startsOn: '2024-01-19', endsOn: '2024-01-24' }),
      'notice-too-short',
    ],
    [
      'a notice before the application',
      REVIEWED,
      notice({ startsOn: '2024-01-12', endsOn: '2024-01-26' }),
      'date-order',
    ],
    [
      'a notice that ends before it starts',
      REVIEWED,
      notice({ startsOn: '2024-01-26', endsOn: '2024-01-22' }),
      'validation-failed',
    ],
    [
      'another notice without a reason',
      NOTICED,
      notice({ startsOn: '2024-01-22', endsOn: '2024-01-29' }),
      'already-on-notice',
    ],
    ['an opinion nobody asked for', [], agree('县税务局'), 'department-not-named'],
    ['an opinion after the approval', APPROVED, veto('县财政局'), 'wrong-step'],
    [
      'a veto without reason',
      [],
      plain('opinion', { department: '县财政局', opinion: 'veto' }),
      'validation-failed',
    ],
    [
      'personal data in a note',
      [],
      plain('opinion', { department: '县财政局', opinion: 'agree', note: '联系13800138000' }),
      'validation-failed',
    ],
    ['an objection before the notice', [], objection(), 'wrong-step'],
    [
      'an objection after its days',
      NOTICED,
      objection({ raisedOn: '2024-01-27' }),
      'not-within-notice',
    ],
    ['an objection handled twice otherwise', DISMISSED, resolution('upheld'), 'objection-resolved'],
    ['an objection that is not there', NOTICED, resolution('upheld'), 'objection-not-found'],
    ['approval by the proposer', NOTICED, approval({}, PROPOSER), 'second-officer-needed'],
    ['approval without notice', REVIEWED, approval(), 'wrong-step'],
    [
      'approval while the notice runs',
      [...REVIEWED, notice({ startsOn: '2024-01-30', endsOn: TODAY })],
      approval(),
      'wrong-step',
    ],
    [
      'approval dated into the notice',
      NOTICED,
      approval({ approvedOn: '2024-01-26' }),
      'date-order',
    ],
    ['approval tomorrow', NOTICED, approval({ approvedOn: '2024-02-06' }), 'validation-failed'],
    ['approval with an open objection', [...NOTICED, objection()], approval(), 'wrong-step'],
    [
      'approval with an upheld objection',
      [...NOTICED, objection(), resolution('upheld')],
      approval(),
      'wrong-step',
    ],
    ['approval against a late veto', [...NOTICED, veto('县财政局')], approval(), 'wrong-step'],
    ['approval of more', NOTICED, approval({ amount: '200000.01' }), 'above-proposed'],
    ['approval of nothing', NOTICED, approval({ amount: '0' }), 'validation-failed'],
    ['another approval', APPROVED, approval({ amount: '1.00' }), 'already-approved'],
    ['approval of what was waived after it', [...APPROVED, waiver()], approval(), 'wrong-step'],
    ['issuance before approval', NOTICED, issuance(), 'wrong-step'],
    [
      'issuance before its approval’s day',
      APPROVED,
      issuance({ issuedOn: '2024-02-04' }),
      'date-order',
    ],
    ['issuance twice', ISSUED, issuance({ documentNumber: '别的' }), 'already-issued'],
    ['payment before issuance', APPROVED, payment(1n, 'x'), 'wrong-step'],
    ['payment of more', ISSUED, payment(20_000_001n, 'x'), 'above-approved'],
    ['payment of a fen too much', PAID, payment(1n, 'x'), 'above-approved'],
    [
      'payment with a used voucher',
      [...ISSUED, payment(5n, 'x')],
      payment(6n, 'x'),
      'voucher-used',
    ],
    [
      'payment before issuance’s day',
      ISSUED,
      payment(1n, 'x', { paidOn: '2024-02-04' }),
      'date-order',
    ],
    ['a third decimal', ISSUED, payment(1n, 'x', { amount: '1.001' }), 'validation-failed'],
    ['clawback before payment', ISSUED, clawback(1n), 'wrong-step'],
    ['clawback of more', PAID, clawback(20_000_001n), 'above-paid'],
    ['clawback before the payment’s day', PAID, clawback(1n, { on: '2024-02-04' }), 'date-order'],
    [
      'clawback with a used document',
      [...PAID, clawback(1n, { documentNumber: 'x' })],
      clawback(2n, { documentNumber: 'x' }),
      'document-used',
    ],
    [
      'a correction above what was approved',
      PAID,
      correctedPayment({ amount: '200000.01' }),
      'above-approved',
    ],
    [
      'a correction below what was paid back',
      [...PAID, clawback(500n)],
      correctedPayment({ amount: '4.99' }),
      'above-paid',
    ],
    [
      'a correction of a clawback above what was paid',
      [...PAID, clawback(5n)],
      correctedClawback({ amount: '200000.01' }),
      'above-paid',
    ],
    ['a correction of nothing', PAID, correctedPayment({}), 'validation-failed'],
    [
      'a correction without reason',
      PAID,
      correctedPayment({ amount: '1', reason: '' }),
      'validation-failed',
    ],
    [
      'a correction of what was not paid',
      PAID,
      correctedPayment({ amount: '1' }, 2),
      'payment-not-found',
    ],
    [
      'a correction to a used voucher',
      [...ISSUED, payment(1n, 'a'), payment(1n, 'b')],
      correctedPayment({ voucher: 'b' }),
      'voucher-used',
    ],
    [
      'a payment’s day before the issuance',
      PAID,
      correctedPayment({ paidOn: '2024-02-04' }),
      'date-order',
    ],
    [
      'an issuance before its approval',
      PAID,
      correctedIssuance({ issuedOn: '2024-02-04' }),
      'date-order',
    ],
    [
      'a correction of an issuance to come',
      APPROVED,
      correctedIssuance({ documentNumber: 'x' }),
      'wrong-step',
    ],
    [
      'a correction of an open objection',
      [...NOTICED, objection()],
      correctedResolution({ outcome: 'upheld' }),
      'resolution-not-found',
    ],
    [
      'a correction of an outcome after the approval',
      [...DISMISSED, approval()],
      correctedResolution({ outcome: 'upheld' }),
      'wrong-step',
    ],
    ['a withdrawal by the proposer', APPROVED, withdrawal({}, PROPOSER), 'second-officer-needed'],
    ['a withdrawal after the issuance', ISSUED, withdrawal(), 'wrong-step'],
    ['a withdrawal before the approval', NOTICED, withdrawal(), 'wrong-step'],
    ['waiver after payment', PAID, waiver(), 'paid-already'],
    ['rejection after payment', PAID, rejection(), 'paid-already'],
    ['rejection of what was waived', [waiver()], rejection(), 'wrong-step'],
    ['waiver of what was rejected', [rejection()], waiver(), 'wrong-step'],
    ['anything after the end', [waiver()], agree('县财政局'), 'wrong-step'],
  ])('%s is refused', (_name, given, step, code) => {
    expect(types(given, step)).toBe(code);
  });

  it('a refusal says how it stands and which step comes next', () => {
    const refusal = when(play(REVIEWED), approval()) as Refusal;
    expect([refusal.kind, refusal.detail]).toEqual([
      'conflict',
      '奖补 JB411323-2023-0001 现为“拟奖补（部门联审中）”，不能审定；下一步是公示（公示起止日期）',
    ]);
  });
});

describe('an award that was corrected', () => {
  it('keeps what stood before, and why, beside what counts', () => {
    const award = fold(
      awardDecider,
      play([
        ...PAID,
        correctedPayment({ amount: '150000' }),
        correctedPayment({ voucher: 'PZ-9', reason: '凭证号错' }),
      ]),
    );
    expect(award && [statusOf(award), paidOf(award)]).toEqual(['part-paid', 15_000_000n]);
    expect(award?.payments).toEqual([
      {
        ...{ amount: '150000.00', paidOn: TODAY, voucher: 'PZ-9' },
        corrected: [
          { amount: '200000.00', paidOn: TODAY, voucher: 'PZ-1', because: '录入有误' },
          { amount: '150000.00', paidOn: TODAY, voucher: 'PZ-1', because: '凭证号错' },
        ],
      },
    ]);
  });
});

describe('an award in any order of steps', () => {
  const step = fc.oneof(
    ...[agree('县科技局'), agree('县财政局'), veto('县财政局'), notice(), objection()].map((s) =>
      fc.constant(s),
    ),
    ...[
      approval(),
      issuance(),
      waiver(),
      rejection(),
      resolution('dismissed'),
      resolution('upheld'),
    ].map((s) => fc.constant(s)),
    fc
      .bigInt(1n, 15_000_000n)
      .chain((fen) =>
        fc
          .string({ minLength: 1, maxLength: 2, unit: 'grapheme-ascii' })
          .map((v) => payment(fen, `v${v.trim()}`)),
      ),
    fc.bigInt(1n, 15_000_000n).map((fen) => clawback(fen)),
    fc
      .record({ fen: fc.bigInt(0n, 15_000_000n), n: fc.integer({ min: 1, max: 3 }) })
      .map(({ fen, n }) => correctedPayment({ amount: formatYuan(fen) }, n)),
    fc.bigInt(0n, 15_000_000n).map((fen) => correctedClawback({ amount: formatYuan(fen) })),
    fc.constant(withdrawal()),
    fc.constant(correctedResolution({ outcome: 'dismissed' })),
  );

  it('is never paid above what was approved, nor paid back above what was paid', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const award = fold(awardDecider, play([...NOTICED, ...steps]));
        if (!award) throw new Error('gone');
        expect(paidOf(award) <= approvedOf(award)).toBe(true);
        expect(clawedBackOf(award) <= paidOf(award)).toBe(true);
        expect(award.approval?.approvedBy).not.toBe(PROPOSER);
        const granted = grantedOf(award);
        expect(granted === undefined).toBe(award.approval === undefined);
        expect(granted === undefined || granted >= 0n).toBe(true);
        const isDone = ['paid', 'clawed-back', 'waived', 'rejected'].includes(statusOf(award));
        expect(nextStepOf(award, TODAY) === null).toBe(isDone);
      }),
      { numRuns: 300 },
    );
  });
});
