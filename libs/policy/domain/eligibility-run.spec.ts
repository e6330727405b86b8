import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { EligibilityRunEvent } from './events.js';
import {
  reportRun,
  requestRun,
  runDecider,
  type RunProgress,
  type RunState,
} from './eligibility-run.js';

const question = { asOf: '2023-11-30', awardYear: 2023 };

/** State after a request and these reports, each decided on the state it finds. */
function after(...reports: readonly RunProgress[]): Exclude<RunState, { status: 'none' }> {
  let events: readonly EligibilityRunEvent[] = requestRun('r1', question, runDecider.initial);
  for (const report of reports) {
    const decision = reportRun(report, fold(runDecider, events));
    if (decision instanceof Refusal) throw new Error(decision.code);
    events = [...events, ...decision];
  }
  const state = fold(runDecider, events);
  if (state.status === 'none') throw new Error('not requested');
  return state;
}

const planned: RunProgress = { kind: 'planned', total: 3, list: 'county', version: 1 };
const chunk = (from: string, through: string, done = 1, failed = 0, changed = 1): RunProgress => ({
  kind: 'advanced',
  after: from,
  through,
  ...{ done, failed, changed },
});

describe('a run over the county', () => {
  it('is asked once', () => {
    expect(requestRun('r1', question, after())).toEqual([]);
  });

  it('goes from queued over running to completed', () => {
    expect(after().status).toBe('queued');
    expect(after(planned).status).toBe('running');
    expect(after(planned, chunk('', 'A'), { kind: 'completed' }).status).toBe('completed');
  });

  it('counts what its chunks did', () => {
    const state = after(planned, chunk('', 'B', 2, 0, 1), chunk('B', 'C', 0, 1, 0));
    expect(state).toMatchObject({ through: 'C', done: 2, failed: 1, changed: 1 });
  });

  it('counts a chunk once, and never one that begins elsewhere', () => {
    const once = after(planned, chunk('', 'A'), chunk('', 'A'), chunk('B', 'C'));
    expect(once).toMatchObject({ through: 'A', done: 1 });
  });

  it('is planned once', () => {
    const again: RunProgress = { kind: 'planned', total: 9, list: 'other', version: 7 };
    expect(after(planned, again).plan).toEqual({ total: 3, list: 'county', version: 1 });
  });

  it('goes on where it stopped when it is tried anew', () => {
    const failed: RunProgress = { kind: 'failed', reason: '原因' };
    const state = after(planned, chunk('', 'A'), failed, { kind: 'retried' });
    expect(state).toMatchObject({ status: 'running', through: 'A', retries: 1 });
    expect(after(failed, { kind: 'retried' }).status).toBe('queued');
  });

  it('that has ended takes no more reports', () => {
    const done = after(planned, { kind: 'completed' });
    expect(reportRun(chunk('', 'A'), done)).toEqual([]);
    expect(reportRun({ kind: 'failed', reason: 'x' }, done)).toEqual([]);
    expect(reportRun({ kind: 'retried' }, done)).toMatchObject({ code: 'job-already-completed' });
  });

  it('that was never asked is not found', () => {
    expect(reportRun(planned, runDecider.initial)).toMatchObject({ code: 'run-not-found' });
  });

  it('counts every chunk once, however two workers’ reports interleave', () => {
    const codes = ['A', 'B', 'C', 'D'];
    const reports = codes.map((code, i) => chunk(codes[i - 1] ?? '', code));
    const delivered = fc
      .array(fc.nat(reports.length - 1), { maxLength: 12 })
      .map((indexes) => indexes.flatMap((i) => reports[i] ?? []));
    fc.assert(
      fc.property(delivered, (noise) => {
        const interleaved = reports.flatMap((report) => [...noise, report]);
        expect(after(planned, ...interleaved)).toMatchObject({ through: 'D', done: 4 });
      }),
    );
  });
});
