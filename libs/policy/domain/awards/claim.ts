import type { Decider } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { AwardClaimEvent, AwardClaimTaken, AwardKey } from './events.js';

/** Who holds the one award of a key; null: nobody. */
export type Claim = AwardClaimTaken['data'] | null;

export const claimDecider: Decider<Claim, AwardClaimEvent> = {
  initial: null,
  evolve: (claim, event) => {
    if (event.type === 'awardClaim.taken') return event.data;
    return claim?.awardId === event.data.awardId ? null : claim;
  },
};

/** Takes the key, or names the award that has it. */
export function takeClaim(
  data: AwardClaimTaken['data'],
  claim: Claim,
): readonly AwardClaimEvent[] | Refusal {
  if (claim?.awardId === data.awardId) return [];
  if (claim) return awardExists(claim);
  return [{ type: 'awardClaim.taken', schemaVersion: 1, data }];
}

/** Frees the key for another award; only for one that was waived or rejected. */
export function releaseClaim(
  key: AwardKey,
  awardId: string,
  claim: Claim,
): readonly AwardClaimEvent[] {
  if (claim?.awardId !== awardId) return [];
  const { list, awardYear, creditCode, clause } = key;
  const data = { list, awardYear, creditCode, clause, awardId };
  return [{ type: 'awardClaim.released', schemaVersion: 1, data }];
}

export function awardExists(of: NonNullable<Claim>): Refusal {
  return Refusal.conflict(
    'award-exists',
    `${of.creditCode} 的条款 ${of.clause} 在 ${of.awardYear} 兑现年度已有奖补 ${of.awardId}；` +
      '请在其上办理，或先放弃、不予后再提出',
    { awardId: of.awardId },
  );
}
