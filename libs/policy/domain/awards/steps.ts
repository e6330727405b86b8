import { Refusal } from '#libs/kernel/refusal.js';
import type { Award } from './award.js';
import { readEnd, reject, waive } from './end.js';
import {
  correctClawback,
  correctIssuance,
  correctPayment,
  correctResolution,
  readClawbackCorrection,
  readIssuanceCorrection,
  readPaymentCorrection,
  readResolutionCorrection,
  withdrawApproval,
} from './correct.js';
import type { AwardEvent } from './events.js';
import { clawBack, issue, pay, readClawback, readIssuance, readPayment } from './grant.js';
import type { Body } from './read-input.js';
import {
  giveOpinion,
  raiseObjection,
  readObjection,
  readObjectionResolution,
  readOpinion,
  resolveObjection,
} from './review.js';

/** Steps that need nothing but the award itself; notice and approval look at the budget too. */
export type PlainStep =
  | { readonly step: 'opinion' | 'objection' | 'issuance' | 'payment' | 'clawback' | 'rejection' }
  | {
      readonly step: 'objection-resolution' | 'resolution-correction';
      readonly objection: number;
    }
  | { readonly step: 'payment-correction' | 'clawback-correction'; readonly number: number }
  | { readonly step: 'issuance-correction' }
  | { readonly step: 'approval-withdrawal'; readonly by: string }
  | { readonly step: 'waiver'; readonly by: 'enterprise' | 'officer' };

/** @param today day in Shanghai */
type Decide = (award: Award, today: string) => readonly AwardEvent[] | Refusal;

/** Reads the body of a step; 422, or what decides once the award is known. */
export function decisionOf(step: PlainStep, body: Body, now: string): Decide | Refusal {
  switch (step.step) {
    case 'opinion':
      return decide(readOpinion(body, now), giveOpinion);
    case 'objection':
      return decide(readObjection(body, now), raiseObjection);
    case 'objection-resolution':
      return decide(readObjectionResolution(body, now), (input, award, today) =>
        resolveObjection(step.objection, input, award, today),
      );
    case 'issuance':
      return decide(readIssuance(body, now), issue);
    case 'payment':
      return decide(readPayment(body, now), pay);
    case 'clawback':
      return decide(readClawback(body, now), clawBack);
    case 'payment-correction':
      return decide(readPaymentCorrection(body, now), (input, award, today) =>
        correctPayment(step.number, input, award, today),
      );
    case 'clawback-correction':
      return decide(readClawbackCorrection(body, now), (input, award, today) =>
        correctClawback(step.number, input, award, today),
      );
    case 'issuance-correction':
      return decide(readIssuanceCorrection(body, now), correctIssuance);
    case 'resolution-correction':
      return decide(readResolutionCorrection(body, now), (input, award, today) =>
        correctResolution(step.objection, input, award, today),
      );
    case 'approval-withdrawal':
      return decide(readEnd(body, now), (input, award, today) =>
        withdrawApproval(input, step.by, award, today),
      );
    case 'rejection':
      return decide(readEnd(body, now), reject);
    case 'waiver':
      return decide(readEnd(body, now), (input, award, today) =>
        waive(input, step.by, award, today),
      );
  }
}

function decide<Input>(
  input: Input | Refusal,
  step: (input: Input, award: Award, today: string) => readonly AwardEvent[] | Refusal,
): Decide | Refusal {
  if (input instanceof Refusal) return input;
  return (award, today) => step(input, award, today);
}
