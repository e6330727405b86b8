import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { EligibilityRunEvent } from './events.js';
import {
  controlRun,
  reportRun,
  requestRun,
  runDecider,
  type RunControl,
  type RunProgress,
  type RunState,
} from './eligibility-run.js';

const BY_OFFICER = { kind: 'officer' } as const;
const question = { asOf: '2023-11-30', awardYear: 2023 };

/** State after a request and these reports, each decided on the state it finds. */
function after(
  ...reports: readonly (RunProgress | RunControl)[]
): Exclude<RunState, { status: 'none' }> {
  let events: readonly EligibilityRunEvent[] = requestRun(
    'r1',
    question,
    BY_OFFICER,
    runDecider.initial,
  );
  for (const report of reports) {
    const state = fold(runDecider, events);
    const decision =
      typeof report === 'string' ? controlRun(report, state) : reportRun(report, state);
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
  ...{ done, changed },
  failures: Array.from({ length: failed }, (_, i) => `${through}${i}`),
});

describe('a run over the county', () => {
  it('is asked once', () => {
    expect(requestRun('r1', question, BY_OFFICER, after())).toEqual([]);
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

  it('is held by an officer and goes on: doing it again changes nothing', () => {
    expect(after('pause').status).toBe('paused');
    expect(after(planned, 'pause', 'pause').status).toBe('paused');
    expect(after(planned, 'pause', 'resume', 'resume')).toMatchObject({ status: 'running' });
    expect(after('pause', 'resume').status).toBe('queued');
    expect(controlRun('resume', after(planned))).toEqual([]);
  });

  it('counts what was in hand when it was held, but does not end', () => {
    const held = after(planned, 'pause', chunk('', 'A'), { kind: 'completed' });
    expect(held).toMatchObject({ status: 'paused', through: 'A', done: 1 });
  });

  it('that is cancelled stays so, and takes no more reports', () => {
    const gone = after(planned, 'cancel', 'cancel', chunk('', 'A'), { kind: 'completed' });
    expect(gone).toMatchObject({ status: 'cancelled', done: 0 });
    for (const control of ['pause', 'resume', 'retry'] as const) {
      expect(controlRun(control, gone)).toMatchObject({ kind: 'conflict', code: 'run-ended' });
    }
    expect(reportRun({ kind: 'retried' }, gone)).toMatchObject({ code: 'run-ended' });
  });

  it('that has ended cannot be held or cancelled, and says what can be done instead', () => {
    const done = after(planned, { kind: 'completed' });
    for (const control of ['pause', 'resume', 'cancel'] as const) {
      expect(controlRun(control, done)).toMatchObject({ code: 'run-ended' });
    }
    expect(controlRun('retry', done)).toMatchObject({ code: 'run-has-no-failures' });
    expect(controlRun('pause', runDecider.initial)).toMatchObject({ code: 'run-not-found' });
  });

  it('tries those that failed once more, alone, and counts each once', () => {
    const partly = after(planned, chunk('', 'B', 1, 2, 1), { kind: 'completed' });
    expect(partly).toMatchObject({ done: 1, failed: 2, failures: ['B0', 'B1'], toRetry: [] });
    const recovered = {
      kind: 'recovered',
      tried: ['B0', 'B1'],
      failures: ['B1'],
      changed: 1,
    } as const;
    const again = after(
      planned,
      chunk('', 'B', 1, 2, 1),
      { kind: 'completed' },
      'retry',
      recovered,
    );
    expect(again).toMatchObject({
      ...{ status: 'running', done: 2, failed: 1, changed: 2, retries: 1 },
      ...{ failures: ['B1'], toRetry: [] },
    });
    expect(reportRun(recovered, again)).toEqual([]);
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
