import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { latestVersion, upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { awardDecider, clawedBackOf, grantedOf, paidOf, statusOf } from '../domain/awards/award.js';
import { budgetDecider } from '../domain/awards/budget.js';
import { claimDecider } from '../domain/awards/claim.js';
import {
  AWARD_UPCASTERS,
  type AwardBatchPlanned,
  type AwardBudgetEvent,
  type AwardClaimEvent,
  type AwardEvent,
} from '../domain/awards/events.js';

const FOLDER = 'test/golden/policy';

type Stored = AwardEvent | AwardClaimEvent | AwardBudgetEvent | AwardBatchPlanned;

/** Every type that awards have ever stored; adding one here asks for its golden file. */
const TYPES: Readonly<Record<Stored['type'], true>> = {
  'award.proposed': true,
  'award.departmentAgreed': true,
  'award.departmentVetoed': true,
  'award.noticeOpened': true,
  'award.objectionRaised': true,
  'award.objectionResolved': true,
  'award.objectionResolutionCorrected': true,
  'award.approved': true,
  'award.approvalWithdrawn': true,
  'award.issued': true,
  'award.issuanceCorrected': true,
  'award.paid': true,
  'award.paymentCorrected': true,
  'award.clawedBack': true,
  'award.clawbackCorrected': true,
  'award.waived': true,
  'award.rejected': true,
  'awardClaim.taken': true,
  'awardClaim.released': true,
  'awardBudget.set': true,
  'awardBudget.reserved': true,
  'awardBudget.released': true,
  'awardBudget.clawbackNoted': true,
  'awardBatch.planned': true,
};

function stored<E extends Stored>(type: E['type'], version = 1): E {
  const text = readFileSync(`${FOLDER}/${type}.v${version}.json`, 'utf8');
  const metadata = { schemaVersion: String(version) };
  const event = { type, data: JSON.parse(text) as unknown, metadata, id: 'golden' };
  return upcast<E>(event as unknown as RecordedEvent, AWARD_UPCASTERS);
}

describe('events of awards as they were stored', () => {
  it.each(Object.keys(TYPES) as Stored['type'][])('%s has an example of every version', (type) => {
    const latest = latestVersion(AWARD_UPCASTERS, type);
    for (let version = 1; version <= latest; version += 1) {
      expect(readdirSync(FOLDER)).toContain(`${type}.v${version}.json`);
      expect(stored(type, version).schemaVersion).toBe(latest);
    }
  });

  it('tell the story of an award', () => {
    const names = [
      ...['proposed', 'departmentAgreed', 'departmentVetoed', 'noticeOpened', 'objectionRaised'],
      ...['objectionResolved', 'approved', 'issued', 'paid', 'clawedBack'],
    ];
    const events = names.map((name) => stored<AwardEvent>(`award.${name}` as AwardEvent['type']));
    const award = fold(awardDecider, events);
    if (!award) throw new Error('no award');
    expect([statusOf(award), paidOf(award), clawedBackOf(award), grantedOf(award)]).toEqual([
      ...['part-paid', 9_000_000n, 3_000_000n, 12_000_000n],
    ]);
    const withdrawn = stored<AwardEvent>('award.approvalWithdrawn');
    const again = fold(awardDecider, [...events.slice(0, 7), withdrawn]);
    expect(again && [again.stage, grantedOf(again), again.withdrawnApprovals]).toEqual([
      ...['on-notice', undefined, 1],
    ]);
    const corrections = ['objectionResolution', 'issuance', 'payment', 'clawback'].map((name) =>
      stored<AwardEvent>(`award.${name}Corrected` as AwardEvent['type']),
    );
    const corrected = fold(awardDecider, [...events, ...corrections]);
    expect(corrected).toMatchObject({
      objections: [{ resolution: { outcome: 'dismissed' } }],
      issuance: { documentNumber: '西财预〔2024〕51号' },
      payments: [{ amount: '80000.00', corrected: [{ amount: '90000.00' }] }],
      clawbacks: [{ amount: '20000.00', corrected: [{ amount: '30000.00' }] }],
    });
    for (const end of ['award.waived', 'award.rejected'] as const) {
      const ended = fold(awardDecider, [...events.slice(0, 7), stored<AwardEvent>(end)]);
      expect(ended && [`award.${statusOf(ended)}`, grantedOf(ended)]).toEqual([end, 0n]);
    }
  });

  it('tell who holds a place, and what is held of a budget', () => {
    const taken = stored<AwardClaimEvent>('awardClaim.taken');
    expect(fold(claimDecider, [taken])?.proposal).toEqual(stored('award.proposed').data);
    expect(fold(claimDecider, [taken, stored<AwardClaimEvent>('awardClaim.released')])).toBeNull();
    const events = (['set', 'reserved', 'clawbackNoted', 'released'] as const).map((name) =>
      stored<AwardBudgetEvent>(`awardBudget.${name}`),
    );
    const budget = fold(budgetDecider, events);
    expect([budget.total, budget.clauses.get('htf-first')]).toEqual([500_000_000n, 200_000_000n]);
    expect(budget.reservations.get('JB411323-2023-0001')).toMatchObject({
      ...{ amount: 15_000_000n, clawedBack: 3_000_000n, released: true },
    });
  });
});
