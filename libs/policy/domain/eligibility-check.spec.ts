import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/kernel/decider.js';
import { evaluate, clauseList, listOf } from '../testing/lists.js';
import {
  checkDecider,
  completeCheck,
  failCheck,
  requestCheck,
  retryCheck,
} from './eligibility-check.js';
import type { EligibilityCheckEvent } from './events.js';

const question = { creditCode: '91411323MAXX00015T', asOf: '2023-11-30', awardYear: 2023 };
const checkId = 'c1';
const result = evaluate(listOf(clauseList('{some: sci-tech-sme}')), {});
const answer = { checkId, knownPosition: '41', resultHash: 'h', result };

const requested: EligibilityCheckEvent = {
  type: 'eligibilityCheck.requested',
  schemaVersion: 1,
  data: { checkId, ...question },
};
const completed: EligibilityCheckEvent = {
  type: 'eligibilityCheck.completed',
  schemaVersion: 1,
  data: { ...answer, creditCode: question.creditCode },
};
const failed: EligibilityCheckEvent = {
  type: 'eligibilityCheck.failed',
  schemaVersion: 1,
  data: { checkId, creditCode: question.creditCode, reason: '多次尝试后仍未完成' },
};
const retried: EligibilityCheckEvent = {
  type: 'eligibilityCheck.retried',
  schemaVersion: 1,
  data: { checkId, creditCode: question.creditCode },
};

const given = (...events: readonly EligibilityCheckEvent[]) => fold(checkDecider, events);

describe('an eligibility check', () => {
  it('is asked once', () => {
    expect(requestCheck(checkId, question, given())).toEqual([requested]);
    expect(requestCheck(checkId, question, given(requested))).toEqual([]);
  });

  it('is answered once, however often the job is delivered', () => {
    expect(completeCheck(answer, given(requested))).toEqual([completed]);
    const other = { ...answer, knownPosition: '99' };
    expect(completeCheck(other, given(requested, completed))).toEqual([]);
  });

  it('fails only while it is open', () => {
    expect(failCheck('多次尝试后仍未完成', given(requested))).toEqual([failed]);
    expect(failCheck('又失败', given(requested, failed))).toEqual([]);
    expect(failCheck('又失败', given(requested, completed))).toEqual([]);
  });

  it('that has failed still takes an answer that comes late', () => {
    expect(completeCheck(answer, given(requested, failed))).toEqual([completed]);
  });

  it('can be tried anew after a failure, with the question it had', () => {
    expect(retryCheck(given(requested, failed))).toEqual([retried]);
    expect(given(requested, failed, retried)).toMatchObject({
      status: 'queued',
      question,
      retries: 1,
    });
  });

  it('that is open needs no retry, and one that is answered takes none', () => {
    expect(retryCheck(given(requested))).toEqual([]);
    expect(retryCheck(given(requested, failed, retried))).toEqual([]);
    expect(retryCheck(given(requested, completed))).toMatchObject({
      code: 'job-already-completed',
    });
  });

  it('that was never asked is not found', () => {
    for (const decision of [
      completeCheck(answer, given()),
      failCheck('x', given()),
      retryCheck(given()),
    ]) {
      expect(decision).toMatchObject({ kind: 'not-found', code: 'check-not-found' });
    }
  });
});
