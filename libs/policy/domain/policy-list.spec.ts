import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { PolicyListEvent } from './events.js';
import type { Finding } from './list/findings.js';
import {
  draftPolicyList,
  policyListDecider,
  publishPolicyList,
  type DraftInput,
} from './policy-list.js';

const draft = (hash: string, version?: number): DraftInput => ({
  listId: 'county',
  ...(version === undefined ? {} : { version }),
  title: '清单',
  sample: true,
  effective: { from: '2023-01-01', to: '2023-12-31' },
  hash,
  document: { list: 'county' },
  text: 'list: county',
  findings: [],
});

const drafted = (hash: string, version: number): PolicyListEvent => ({
  type: 'policyList.drafted',
  schemaVersion: 1,
  data: { ...draft(hash), version },
});

const published = (hash: string, version: number): PolicyListEvent => ({
  type: 'policyList.published',
  schemaVersion: 1,
  data: { listId: 'county', version, hash },
});

const given = (...events: readonly PolicyListEvent[]) => fold(policyListDecider, events);

function codeOf(decision: readonly unknown[] | Refusal): string {
  return decision instanceof Refusal ? decision.code : `${decision.length} events`;
}

describe('drafting a policy list', () => {
  it('the first draft becomes version 1, whether it says so or not', () => {
    expect(draftPolicyList(draft('a'), given())).toEqual([drafted('a', 1)]);
    expect(draftPolicyList(draft('a', 1), given())).toEqual([drafted('a', 1)]);
  });

  it('takes the place of a published version only', () => {
    const state = given(drafted('a', 1), published('a', 1), drafted('b', 2));
    expect(draftPolicyList({ ...draft('c', 2), supersedes: 1 }, state)).toEqual([drafted('c', 2)]);
    for (const supersedes of [2, 3]) {
      const refusal = draftPolicyList({ ...draft('c', 2), supersedes }, state);
      expect(refusal).toMatchObject({ errors: [{ code: 'supersedes-unpublished' }] });
    }
  });

  it('the same draft again is already so', () => {
    expect(draftPolicyList(draft('a'), given(drafted('a', 1)))).toEqual([]);
  });

  it('another content replaces the draft', () => {
    expect(draftPolicyList(draft('b'), given(drafted('a', 1)))).toEqual([drafted('b', 1)]);
    expect(draftPolicyList(draft('b', 1), given(drafted('a', 1)))).toEqual([drafted('b', 1)]);
  });

  it('after publication the next draft is the next version', () => {
    const state = given(drafted('a', 1), published('a', 1));
    expect(draftPolicyList(draft('b'), state)).toEqual([drafted('b', 2)]);
    expect(draftPolicyList(draft('b', 2), state)).toEqual([drafted('b', 2)]);
  });

  it('a published version never changes', () => {
    const state = given(drafted('a', 1), published('a', 1));
    const refusal = draftPolicyList(draft('b', 1), state);
    expect(codeOf(refusal)).toBe('version-published');
    expect(refusal).toMatchObject({ kind: 'conflict', extra: { version: 1 } });
    expect((refusal as Refusal).detail).toContain('version 改为 2');
  });

  it('a published version submitted again is already so', () => {
    expect(draftPolicyList(draft('a', 1), given(drafted('a', 1), published('a', 1)))).toEqual([]);
  });

  it.each([
    ['with nothing there', [], 2],
    ['while version 1 is a draft', [drafted('a', 1)], 2],
    ['two after the published one', [drafted('a', 1), published('a', 1)], 3],
  ] as const)('a version is not skipped: %s', (_name, events, version) => {
    expect(codeOf(draftPolicyList(draft('z', version), given(...events)))).toBe('version-not-next');
  });
});

describe('publishing a policy list', () => {
  it('publishes the draft with the hash it has now', () => {
    const state = given(drafted('a', 1), drafted('b', 1));
    expect(publishPolicyList('county', 1, state)).toEqual([published('b', 1)]);
  });

  it('twice is once', () => {
    const state = given(drafted('a', 1), published('a', 1));
    expect(publishPolicyList('county', 1, state)).toEqual([]);
  });

  it('what was never drafted is not found', () => {
    const refusal = publishPolicyList('county', 2, given(drafted('a', 1)));
    expect(refusal).toMatchObject({ kind: 'not-found', code: 'version-not-found' });
  });
});

describe('publishing with cases', () => {
  const finding = (code: string): Finding => ({
    ...{ severity: 'warning', path: '', code, message: '看这里' },
  });
  const state = (...codes: readonly string[]) =>
    given({
      type: 'policyList.drafted',
      schemaVersion: 1,
      data: { ...draft('a'), version: 1, findings: codes.map(finding) },
    });

  it('other warnings need no word', () => {
    expect(publishPolicyList('county', 1, state('bounded-last-tier'))).toEqual([published('a', 1)]);
  });

  it('a failing case cannot be acknowledged away', () => {
    const decision = publishPolicyList('county', 1, state('test-failed'), ['test-failed']);
    expect(codeOf(decision)).toBe('tests-not-green');
  });

  it('doubts are acknowledged one by one, and the event keeps which', () => {
    const open = state('mutant-survives', 'mutant-survives', 'condition-not-covered');
    expect(codeOf(publishPolicyList('county', 1, open, ['mutant-survives']))).toBe(
      'acknowledgement-needed',
    );
    const all = ['condition-not-covered', 'mutant-survives', 'no-tests'];
    expect(publishPolicyList('county', 1, open, all)).toMatchObject([
      { data: { acknowledged: ['mutant-survives', 'condition-not-covered'] } },
    ]);
  });

  it('the same list with other cases is another draft, until it is published', () => {
    const drafts = given(drafted('a', 1));
    const cased = { ...draft('a', 1), tests: '- {}' };
    expect(draftPolicyList(cased, drafts)).toMatchObject([{ data: { tests: '- {}', version: 1 } }]);
    expect(draftPolicyList(cased, given(drafted('a', 1), published('a', 1)))).toEqual([]);
  });
});
