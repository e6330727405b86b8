import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../testing/lists.js';
import { factsHash, NO_FACTS, override, type Facts } from './facts.js';
import { num } from './values.js';

const FIGURES = { 'revenue@2022': '1亿', 'tech-contract': [{ contractValue: '300万' }] };
const AWARD = { clause: 'a', awardYear: 2022, amount: '10万' };

describe('the hash of facts', () => {
  it('is what it was before there were declarations, answers and awards', () => {
    expect(factsHash(factsOf(FIGURES))).toBe(
      '136361f7295e7a7838dcf985a1886c0f730d43b2133ed68c7235b9c37ddea2f0',
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ['a figure is confirmed', { ...FIGURES, 'revenue@2022': { value: '1亿', confirmed: true } }],
    ['a figure is declared', { ...FIGURES, 'revenue@2022': { value: '1亿', confirmed: false } }],
    ['somebody answers', { ...FIGURES, 'manual:on-site': true }],
    ['somebody denies', { ...FIGURES, 'manual:on-site': false }],
    ['experts give points', { ...FIGURES, 'manual:on-site': 8 }],
    ['money was granted', { ...FIGURES, awards: [AWARD] }],
    ['money was taken back', { ...FIGURES, awards: [{ ...AWARD, state: 'revoked' }] }],
  ])('changes when %s', (_name, given) => {
    const hashes = [FIGURES, given].map((each) => factsHash(factsOf(each)));
    expect(new Set(hashes).size).toBe(2);
    expect(factsHash(factsOf(given))).toBe(hashes[1]);
  });
});

describe('facts with others in their place', () => {
  const facts: Facts = factsOf({ ...FIGURES, 'manual:on-site': true, awards: [AWARD] });

  it('take answers and awards away where null is given, and add to them', () => {
    const gone = override(facts, {
      values: new Map(),
      registers: new Map(),
      manual: new Map([['on-site', null]]),
      awards: null,
    });
    expect([gone.manual.size, gone.awards.length]).toEqual([0, 0]);
    const more = override(facts, {
      values: new Map(),
      registers: new Map(),
      manual: new Map([['expert', { value: num(3), events: [] }]]),
      awards: facts.awards,
    });
    expect([more.manual.size, more.awards.length]).toEqual([2, 2]);
  });

  it('leave them alone where nothing is said', () => {
    const same = override(facts, { values: new Map(), registers: new Map() });
    expect(factsHash(same)).toBe(factsHash(facts));
    expect(factsHash(override(NO_FACTS, facts))).toBe(factsHash(facts));
  });
});
