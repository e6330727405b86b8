import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { latestVersion, upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { checkDecider } from './domain/eligibility-check.js';
import { runDecider } from './domain/eligibility-run.js';
import { ENGINE } from './domain/evaluate/evaluate-list.js';
import {
  POLICY_UPCASTERS,
  type EligibilityChanged,
  type EligibilityCheckEvent,
  type EligibilityRunEvent,
  type PolicyEvent,
  type PolicyListEvent,
} from './domain/events.js';
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
      plan: { total: 420, list: 'demo-policy', version: 1 },
      ...{ done: 49, failed: 1, changed: 12, retries: 1 },
    });
  });

  it('tell what stands', () => {
    const state = fold(standingDecider, [stored<EligibilityChanged>('eligibility.changed')]);
    expect([...(state.get(2023)?.clauses.keys() ?? [])]).toEqual(['htf-first']);
  });
});

describe('results as they were given', () => {
  const list = listOf(readFileSync('seeds/county-2023/policy-list.yaml', 'utf8'));
  const given = JSON.parse(readFileSync(`${FOLDER}/facts.json`, 'utf8')) as Record<string, unknown>;

  it('are given again, to the letter; what changes them must raise ENGINE', () => {
    const file = `${FOLDER}/result.engine-${ENGINE}.json`;
    const expected = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    const result = evaluate(list, given);
    expect(JSON.parse(JSON.stringify(result))).toEqual(expected);
  });
});
