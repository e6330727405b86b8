import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DICTIONARY } from '../testing/lists.js';
import { manualFact } from '../domain/facts/dictionary.js';
import { AWARDS_FACT, factsTouchedBy } from './facts-touched.js';

const PLACE = ['enterprise.region', 'enterprise.statisticalRegion', 'enterprise.township'];
const CREDIT_CODE = '91411323MAXX00015T';

/** What each type touches; every type that is stored anywhere has to be here. */
const TOUCHED: Readonly<Record<string, readonly string[] | undefined>> = {
  'enterprise.registered': [...DICTIONARY.facts.keys()].filter((id) =>
    id.startsWith('enterprise.'),
  ),
  'enterprise.renamed': undefined,
  'enterprise.moved': PLACE,
  'enterprise.deregistered': ['enterprise.deregistered'],
  'recognition.recorded': ['kind of the record'],
  'recognition.corrected': ['kind of the record'],
  'recognition.revoked': ['kind of the record'],
  'recognition.withdrawn': ['kind of the record'],
  'declaration.submitted': ['figures'],
  'declaration.confirmed': ['figures'],
  'declaration.rejected': ['figures'],
  'declaration.withdrawn': ['figures'],
  'manualAnswer.given': ['the question'],
  'manualAnswer.withdrawn': ['the question'],
};
/** They touch no fact: results, demands, lists, doubts, plans, figures of a region. */
const UNTOUCHED =
  /^(policyList|policyImpact|awardBudget|awardClaim|awardBatch|eligibility|eligibilityCheck|eligibilityRun|objection|finding|targetPlan|figure)\./;

interface Golden {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

function goldenEvents(): readonly Golden[] {
  return readdirSync('test/golden', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.v\d+(\.\S+)?\.json$/.test(file))
    .map((file) => {
      const stored = JSON.parse(readFileSync(`test/golden/${file}`, 'utf8')) as Golden;
      const type = (file.split('/').at(-1) ?? '').replace(/\.v\d+(\.\S+)?\.json$/, '');
      return { type, data: stored.data ?? stored };
    });
}

describe('which facts an event touches', () => {
  const golden = goldenEvents();

  it.each([...new Set(golden.map(({ type }) => type))])('is known for every %s', (type) => {
    if (type.startsWith('award.')) return;
    expect(UNTOUCHED.test(type) || type in TOUCHED).toBe(true);
    for (const event of golden.filter((one) => one.type === type)) {
      const touched = factsTouchedBy(event);
      if (UNTOUCHED.test(type)) expect(touched).toBeUndefined();
      if (type.startsWith('enterprise.')) expect(touched).toEqual(TOUCHED[type]);
      if (type.startsWith('recognition.')) expect(touched).toEqual([event.data['kind']]);
      if (type.startsWith('declaration.')) {
        expect(touched).toEqual(Object.keys(event.data['figures'] as object));
      }
      if (type.startsWith('manualAnswer.')) {
        expect(touched).toEqual([manualFact(String(event.data['question']))]);
      }
    }
  });

  it.each(golden.filter(({ type }) => factsTouchedBy({ type, data: {} })))(
    '$type says which enterprise it is about',
    ({ data }) => {
      expect(data['creditCode']).toMatch(/^[0-9A-Z]{18}$/);
    },
  );

  it('names only what the dictionary has', () => {
    for (const { type, data } of golden) {
      if (type.startsWith('award.') || type.startsWith('manualAnswer.')) continue;
      for (const name of factsTouchedBy({ type, data }) ?? []) {
        expect([name, DICTIONARY.facts.has(name) || DICTIONARY.registers.has(name)]).toEqual([
          name,
          true,
        ]);
      }
    }
  });

  it('is every award for whatever happens to an award', () => {
    for (const type of ['award.proposed', 'award.revoked']) {
      expect(factsTouchedBy({ type, data: { creditCode: CREDIT_CODE } })).toEqual([AWARDS_FACT]);
    }
  });

  it('is nothing for what is no event of the registry, or has no data', () => {
    for (const type of ['seeding.completed', 'x', '', 'recognition', 'declaration.submitted']) {
      expect(factsTouchedBy({ type, data: null })).toBeUndefined();
    }
  });
});
