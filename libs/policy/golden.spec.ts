import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { latestVersion, upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { declarationDecider, stateOf } from './domain/declarations/declaration.js';
import type { DeclarationEvent } from './domain/declarations/events.js';
import { checkDecider } from './domain/eligibility-check.js';
import { runDecider } from './domain/eligibility-run.js';
import type { PolicyImpactEvent } from './domain/impact/events.js';
import { impactDecider } from './domain/impact/policy-impact.js';
import { ENGINE } from './domain/evaluate/evaluate-list.js';
import {
  POLICY_UPCASTERS,
  type EligibilityChanged,
  type EligibilityCheckEvent,
  type EligibilityRunEvent,
  type PolicyEvent,
  type PolicyListEvent,
} from './domain/events.js';
import type { ManualAnswerEvent } from './domain/manual-answers/events.js';
import { manualAnswerDecider } from './domain/manual-answers/manual-answers.js';
import type { ObjectionEvent } from './domain/objections/events.js';
import { objectionDecider } from './domain/objections/objection.js';
import { policyListDecider } from './domain/policy-list.js';
import { standingDecider } from './domain/standing.js';
import { evaluate, listOf } from './testing/lists.js';

const FOLDER = 'test/golden/policy';

/** Every type this slice has ever stored; adding one here asks for its golden file. */
const TYPES: readonly PolicyEvent['type'][] = [
  'policyList.drafted',
  'policyList.published',
  'eligibilityCheck.requested',
  'eligibilityCheck.completed',
  'eligibilityCheck.failed',
  'eligibilityCheck.retried',
  'eligibility.changed',
  'eligibilityRun.requested',
  'eligibilityRun.planned',
  'eligibilityRun.advanced',
  'eligibilityRun.completed',
  'eligibilityRun.failed',
  'eligibilityRun.retried',
  'eligibilityRun.recovered',
  'eligibilityRun.paused',
  'eligibilityRun.resumed',
  'eligibilityRun.cancelled',
  'policyImpact.requested',
  'policyImpact.planned',
  'policyImpact.advanced',
  'policyImpact.completed',
  'policyImpact.failed',
  'policyImpact.retried',
  'declaration.submitted',
  'declaration.confirmed',
  'declaration.rejected',
  'declaration.withdrawn',
  'manualAnswer.given',
  'manualAnswer.withdrawn',
  'objection.raised',
  'objection.resolved',
];

function stored<E extends PolicyEvent>(type: E['type'], version = 1): E {
  const text = readFileSync(`${FOLDER}/${type}.v${version}.json`, 'utf8');
  const metadata = { schemaVersion: String(version) };
  const event = { type, data: JSON.parse(text) as unknown, metadata, id: 'golden' };
  return upcast<E>(event as unknown as RecordedEvent, POLICY_UPCASTERS);
}

describe('events as they were stored', () => {
  it.each(TYPES)('%s has a stored example of every version', (type) => {
    const files = readdirSync(FOLDER);
    for (let version = 1; version <= latestVersion(POLICY_UPCASTERS, type); version += 1) {
      expect(files).toContain(`${type}.v${version}.json`);
      expect(stored(type, version).schemaVersion).toBe(latestVersion(POLICY_UPCASTERS, type));
    }
  });

  it('tell the story of a list', () => {
    const events = [
      stored<PolicyListEvent>('policyList.drafted'),
      stored<PolicyListEvent>('policyList.published'),
    ];
    expect(fold(policyListDecider, events).get(1)).toMatchObject({
      published: true,
      draft: { listId: 'demo-policy', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('tell the story of a check', () => {
    const through = (...types: readonly EligibilityCheckEvent['type'][]) =>
      fold(
        checkDecider,
        types.map((type) => stored<EligibilityCheckEvent>(type)),
      );
    const tried = ['requested', 'failed', 'retried'] as const;
    const story = tried.map((name) => `eligibilityCheck.${name}` as const);
    expect(through(...story)).toMatchObject({ status: 'queued', retries: 1 });
    expect(through(...story, 'eligibilityCheck.completed')).toMatchObject({
      status: 'completed',
      question: { creditCode: '91411323MAXX00015T', asOf: '2023-11-30', awardYear: 2023 },
    });
  });

  it('tell the story of a run', () => {
    const names = ['requested', 'planned', 'advanced', 'failed', 'retried', 'completed'] as const;
    const events = names.map((name) => stored<EligibilityRunEvent>(`eligibilityRun.${name}`));
    expect(fold(runDecider, events)).toMatchObject({
      status: 'completed',
      trigger: { kind: 'officer' },
      plan: { total: 420, list: 'demo-policy', version: 1 },
      ...{ done: 49, failed: 1, changed: 12, retries: 1 },
    });
  });

  it('tell the story of a run that was held, and whose failure was made good', () => {
    const run = (name: string, version = 1) =>
      stored<EligibilityRunEvent>(`eligibilityRun.${name}` as EligibilityRunEvent['type'], version);
    const until = [run('requested', 2), run('planned'), run('paused'), run('advanced', 2)];
    expect(fold(runDecider, until)).toMatchObject({
      status: 'paused',
      failures: ['91411323MAXX00023M'],
    });
    const through = [...until, run('resumed'), run('completed'), run('retried'), run('recovered')];
    expect(fold(runDecider, through)).toMatchObject({
      status: 'running',
      trigger: { kind: 'publication', version: 1 },
      ...{ done: 50, failed: 0, failures: [], toRetry: [], changed: 13 },
    });
    expect(fold(runDecider, [...until, run('cancelled')])).toMatchObject({ status: 'cancelled' });
  });

  it('tell the story of an impact run', () => {
    const names = ['requested', 'planned', 'failed', 'retried', 'advanced', 'completed'] as const;
    const events = names.map((name) => stored<PolicyImpactEvent>(`policyImpact.${name}`));
    expect(fold(impactDecider, events)).toMatchObject({
      status: 'completed',
      question: { list: 'demo-policy', version: 2, against: 1 },
      ...{ total: 2, done: 2, retries: 1 },
      budget: { before: '0.00', after: '200000.00' },
      effects: { gains: 1, loses: 0, both: 0, open: 0 },
    });
  });

  it('tell the story of a declaration', () => {
    const names = ['submitted', 'confirmed', 'rejected', 'withdrawn'] as const;
    const events = names.map((name) => stored<DeclarationEvent>(`declaration.${name}`));
    const figures = fold(declarationDecider, events);
    expect([...figures].map(([name, figure]) => [name, stateOf(figure)])).toEqual([
      ['revenue', 'confirmed'],
      ['rd.expense', 'rejected'],
      ['staff', 'confirmed'],
      ['staff.science', 'withdrawn'],
    ]);
  });

  it('tell the story of an officer’s answer', () => {
    const given = stored<ManualAnswerEvent>('manualAnswer.given');
    expect([...fold(manualAnswerDecider, [given]).values()]).toMatchObject([{ answer: true }]);
    const withdrawn = stored<ManualAnswerEvent>('manualAnswer.withdrawn');
    expect(fold(manualAnswerDecider, [given, withdrawn]).size).toBe(0);
  });

  it('tell the story of an objection', () => {
    const names = ['raised', 'resolved'] as const;
    const events = names.map((name) => stored<ObjectionEvent>(`objection.${name}`));
    expect(fold(objectionDecider, events)).toMatchObject({
      status: 'resolved',
      raised: { clause: 'htf-first' },
      outcome: 'upheld',
    });
  });

  it('tell what stands', () => {
    for (const [version, cause] of [
      [1, 'not-told'],
      [2, 'facts:018cc251-f400-7000-8000-000000000008'],
      [3, 'facts:018cc251-f400-7000-8000-000000000008'],
    ] as const) {
      const changed = stored<EligibilityChanged>('eligibility.changed', version);
      const standing = fold(standingDecider, [changed]).get('2023/demo-policy');
      expect([...(standing?.clauses.keys() ?? [])][0]).toBe('htf-first');
      expect(changed.data.changes[0]).not.toHaveProperty('fails');
      expect(standing?.cause).toBe(cause);
    }
  });
});

describe('results as they were given', () => {
  const list = listOf(readFileSync(`${FOLDER}/list.engine-1.yaml`, 'utf8'));
  const given = JSON.parse(readFileSync(`${FOLDER}/facts.json`, 'utf8')) as Record<string, unknown>;

  it('are given again, to the letter; what changes them must raise ENGINE', () => {
    const file = `${FOLDER}/result.engine-${ENGINE}.json`;
    const expected = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    const result = evaluate(list, given);
    expect(JSON.parse(JSON.stringify(result))).toEqual(expected);
  });
});
