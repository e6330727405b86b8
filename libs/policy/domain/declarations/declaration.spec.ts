import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Issues } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { DICTIONARY } from '../../testing/lists.js';
import { declarationDecider, stateOf, usedValue, type Figures } from './declaration.js';
import {
  confirmDeclaration,
  readDecision,
  rejectDeclaration,
  submitDeclaration,
  withdrawDeclaration,
  type Decision,
} from './decisions.js';
import type { DeclarationEvent, DeclaredFigures } from './events.js';
import { declarableFacts, readFigures, readYear } from './figures.js';
import { findingsOf } from './plausibility.js';

const KEY = { creditCode: '91411323MAXX00015T', year: 2022 };
const SOURCE = { title: '2022年度纳税申报表' };
const ALL: Decision = { names: undefined, reason: '与报表不符' };
const only = (...names: string[]): Decision => ({ ...ALL, names });

const declare = (figures: DeclaredFigures, state: Figures, source = SOURCE) =>
  submitDeclaration(DICTIONARY, { ...KEY, figures, source }, state);
const confirm = (state: Figures, input = ALL) => confirmDeclaration(DICTIONARY, KEY, input, state);
const reject = (state: Figures, input = ALL) => rejectDeclaration(DICTIONARY, KEY, input, state);
const withdraw = (state: Figures, input = ALL) =>
  withdrawDeclaration(DICTIONARY, KEY, input, state);

type Step = (state: Figures) => readonly DeclarationEvent[] | Refusal;

/** Everything that happened, each step decided on what was before. */
function after(...steps: readonly Step[]): Figures {
  return steps.reduce<Figures>((state, step) => {
    const events = step(state);
    if (events instanceof Refusal) throw new Error(events.detail);
    return events.reduce(declarationDecider.evolve, state);
  }, declarationDecider.initial);
}
const declaring =
  (figures: DeclaredFigures): Step =>
  (state) =>
    declare(figures, state);

describe('declaring figures', () => {
  it('waits for an officer, and counts in checks as unconfirmed meanwhile', () => {
    const state = after(declaring({ revenue: '100.00', staff: 12 }));
    expect([...state.keys()]).toEqual(['revenue', 'staff']);
    const figure = state.get('staff') ?? {};
    expect([stateOf(figure), usedValue(figure)?.value, figure.confirmed]).toEqual([
      'declared',
      12,
      undefined,
    ]);
  });

  it('replaces what waits, figure by figure', () => {
    const state = after(
      declaring({ revenue: '100.00', staff: 12 }),
      declaring({ revenue: '120.00' }),
    );
    expect(state.get('revenue')?.declared?.value).toBe('120.00');
    expect(state.get('staff')?.declared?.value).toBe(12);
  });

  it('does not take the place of what an officer confirmed: both stand, and the confirmed one counts', () => {
    const state = after(declaring({ staff: 12 }), confirm, declaring({ staff: 15 }));
    const figure = state.get('staff') ?? {};
    expect(figure).toMatchObject({ declared: { value: 15 }, confirmed: { value: 12 } });
    expect([stateOf(figure), usedValue(figure)?.value]).toEqual(['declared', 12]);
  });

  it('once confirmed is the confirmed value', () => {
    const state = after(declaring({ staff: 12 }), confirm, declaring({ staff: 15 }), confirm);
    expect(state.get('staff')).toEqual({
      confirmed: { value: 15, source: SOURCE, declared: null, decided: null },
    });
  });

  it('once rejected no longer counts, and what was confirmed before does', () => {
    const state = after(declaring({ staff: 12 }), confirm, declaring({ staff: 15 }), reject);
    const figure = state.get('staff') ?? {};
    expect([stateOf(figure), usedValue(figure)?.value]).toEqual(['confirmed', 12]);
    expect(figure.rejected).toMatchObject({ value: 15, reason: '与报表不符' });
    const never = after(declaring({ staff: 12 }), reject).get('staff') ?? {};
    expect([stateOf(never), usedValue(never)]).toEqual(['rejected', undefined]);
  });

  it('the same again is so already, whatever the order of the source’s fields', () => {
    const source = { title: '报表', url: 'https://example.org/a' };
    const turned = { url: source.url, title: source.title };
    const state = after((before) => declare({ staff: 12 }, before, source));
    expect(declare({ staff: 12 }, state, turned)).toEqual([]);
    expect(declare({ staff: 12 }, state, { title: '另一份报表' })).toHaveLength(1);
    expect(declare({ staff: 12 }, after(declaring({ staff: 12 }), confirm))).toEqual([]);
  });

  it('the confirmed value once more takes back what waited', () => {
    const state = after(
      declaring({ staff: 12 }),
      confirm,
      declaring({ staff: 15 }),
      declaring({ staff: 12 }),
    );
    expect(stateOf(state.get('staff') ?? {})).toBe('confirmed');
  });

  it('says only what is new', () => {
    const state = after(declaring({ staff: 12, revenue: '100.00' }));
    expect(declare({ staff: 12, revenue: '200.00' }, state)).toMatchObject([
      { data: { figures: { revenue: '200.00' } } },
    ]);
  });
});

describe('an officer', () => {
  it('confirms all that waits, or what he names', () => {
    const state = after(declaring({ staff: 12, revenue: '100.00' }));
    expect(confirm(state)).toMatchObject([{ data: { figures: { staff: 12, revenue: '100.00' } } }]);
    expect(confirm(state, only('staff'))).toMatchObject([{ data: { figures: { staff: 12 } } }]);
  });

  it('confirming again changes nothing', () => {
    const state = after(declaring({ staff: 12 }), confirm);
    expect(confirm(state)).toEqual([]);
    expect(confirm(state, only('staff'))).toEqual([]);
  });

  it.each([
    ['confirm', confirm],
    ['reject', reject],
    ['withdraw', withdraw],
  ])('cannot %s what nobody declared', (_, decide) => {
    expect(decide(new Map())).toMatchObject({ kind: 'conflict', code: 'nothing-declared' });
    const state = after(declaring({ staff: 12 }));
    expect(decide(state, only('staff', 'assets'))).toMatchObject({
      code: 'figure-not-declared',
      extra: { figures: ['assets'] },
    });
  });

  it('takes a confirmation back by naming the figure', () => {
    const state = after(declaring({ staff: 12 }), confirm, (before) =>
      reject(before, only('staff')),
    );
    const figure = state.get('staff') ?? {};
    expect([stateOf(figure), usedValue(figure)]).toEqual(['rejected', undefined]);
  });

  it('rejecting for the same reason again changes nothing', () => {
    const state = after(declaring({ staff: 12 }), reject);
    expect(reject(state, only('staff'))).toEqual([]);
    expect(reject(state)).toMatchObject({ code: 'nothing-declared' });
  });
});

describe('taking a declaration back', () => {
  it('takes what waits, and leaves what is confirmed', () => {
    const state = after(declaring({ staff: 12 }), confirm, declaring({ staff: 15 }), withdraw);
    expect(usedValue(state.get('staff') ?? {})?.value).toBe(12);
    expect(withdraw(state, only('staff'))).toMatchObject({ code: 'figure-not-declared' });
    const gone = after(declaring({ staff: 12 }), withdraw).get('staff') ?? {};
    expect([stateOf(gone), usedValue(gone)]).toEqual(['withdrawn', undefined]);
  });
});

describe('a part of a whole', () => {
  it.each([
    ['staff.science', 'staff', { 'staff.science': 13, staff: 12 }],
    ['income.highTech', 'income.total', { 'income.highTech': '2.00', 'income.total': '1.99' }],
    ['rd.highTechDomestic', 'rd.highTech', { 'rd.highTechDomestic': '2', 'rd.highTech': '1' }],
    ['netAssets', 'assets', { netAssets: '100.01', assets: '100.00' }],
  ])('%s larger than %s is refused, also against what is known', (part, whole, figures) => {
    const refused = { kind: 'unacceptable', errors: [{ code: 'exceeds-whole' }] };
    expect(declare(figures as DeclaredFigures, new Map())).toMatchObject(refused);
    const told = figures as DeclaredFigures;
    const known = after(declaring({ [whole]: told[whole] ?? '' }));
    const answer = declare({ [part]: told[part] ?? '' }, known);
    expect(answer).toMatchObject({ errors: [{ path: `figures.${part}` }] });
    const other = after(declaring({ [part]: told[part] ?? '' }));
    expect(declare({ [whole]: told[whole] ?? '' }, other)).toMatchObject({
      errors: [{ path: `figures.${whole}` }],
    });
    expect(declare({ revenue: '1.00' }, other)).toHaveLength(1);
  });

  it('may be the whole', () => {
    expect(declare({ 'staff.science': 12, staff: 12 }, new Map())).toHaveLength(1);
  });
});

describe('doubts about figures', () => {
  const doubts = (figures: DeclaredFigures) =>
    findingsOf(DICTIONARY, after(declaring(figures))).map(({ code }) => code);

  it.each<[DeclaredFigures, readonly string[]]>([
    [{ 'rd.expense': '2.00', revenue: '1.00' }, ['unusual-ratio']],
    [{ 'rd.expense': '1.00', revenue: '1.00' }, []],
    [{ 'rd.superDeduction': '2.00', 'rd.expense': '1.00' }, ['unusual-ratio']],
    [{ revenue: '2.00', 'income.total': '1.00' }, ['unusual-ratio']],
    [{ revenue: '100000000.01', staff: 1 }, ['unusual-amount']],
    [{ revenue: '100000000.00', staff: 1 }, []],
    [{ revenue: '1.00', staff: 0 }, ['no-staff']],
    [{ revenue: '0.00', staff: 0 }, []],
    [{ staff: 5 }, []],
  ])('%j: %j', (figures, expected) => {
    expect(doubts(figures)).toEqual(expected);
  });

  it('name their figures and say what to look at', () => {
    const [doubt] = findingsOf(
      DICTIONARY,
      after(declaring({ 'rd.expense': '2.00', revenue: '1.00' })),
    );
    expect(doubt).toMatchObject({ figures: ['rd.expense', 'revenue'] });
    expect(doubt?.message).toMatch(/研发费用大于营业收入/);
  });
});

describe('reading figures', () => {
  const read = (input: unknown) => {
    const issues = new Issues();
    const figures = readFigures(DICTIONARY, input, issues);
    return { figures, codes: issues.list.map(({ path, code }) => `${path} ${code}`) };
  };

  it('takes values as officers write them and keeps them in one form', () => {
    const figures = {
      revenue: '1亿',
      'rd.expense': 2990000,
      'rd.highTech': '299.5万',
      staff: '12',
    };
    expect(read(figures)).toEqual({
      figures: {
        revenue: '100000000.00',
        'rd.expense': '2990000.00',
        'rd.highTech': '2995000.00',
        staff: 12,
      },
      codes: [],
    });
  });

  it.each<[unknown, string]>([
    [{ staff: -1 }, 'figures.staff bad-value'],
    [{ staff: 1.5 }, 'figures.staff bad-value'],
    [{ staff: true }, 'figures.staff bad-value'],
    [{ revenue: '-1' }, 'figures.revenue bad-value'],
    [{ revenue: null }, 'figures.revenue bad-value'],
    [{ revenue: '12元5角' }, 'figures.revenue bad-value'],
    [{ 'rd.intensity': '3%' }, 'figures.rd.intensity unknown-figure'],
    [{ 'enterprise.deregistered': true }, 'figures.enterprise.deregistered unknown-figure'],
    [{ 'tech-contract': [] }, 'figures.tech-contract unknown-figure'],
    [{ __proto__x: 1 }, 'figures.__proto__x unknown-figure'],
    [{}, 'figures required'],
    [[], 'figures not-a-map'],
    ['x', 'figures not-a-map'],
    [null, 'figures not-a-map'],
  ])('%j is %s', (input, code) => {
    expect(read(input).codes).toEqual([code]);
  });

  it('says what was probably meant, and how a value is written', () => {
    const issues = new Issues();
    readFigures(DICTIONARY, { 'rd.expence': 1, staff: '许多' }, issues);
    expect(issues.list.map(({ message }) => message)).toEqual([
      expect.stringContaining('是否想写“rd.expense”'),
      expect.stringContaining('整数，如 3'),
    ]);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.constantFrom(...declarableFacts(DICTIONARY)), fc.nat(1e9), (fact, n) => {
        const first = read({ [fact.id]: n }).figures;
        expect(read(first).figures).toEqual(first);
      }),
    );
  });

  it('offers figures of every caliber of R&D, and none that follow from others', () => {
    const facts = declarableFacts(DICTIONARY);
    const ids = facts.map(({ id }) => id);
    for (const id of ['rd.expense', 'rd.superDeduction', 'rd.highTech', 'rd.statistical']) {
      expect(ids).toContain(id);
    }
    expect(facts.filter(({ derive, period }) => derive || !period)).toEqual([]);
  });
});

describe('the year of a declaration', () => {
  it.each([
    [2000, true],
    [2023, true],
    [2024, false],
    [1999, false],
    ['2023', false],
    [2022.5, false],
    [null, false],
  ])('%j on 31 December 2023: %s', (year, accepted) => {
    const issues = new Issues();
    // 15:59 in London is 23:59 in Shanghai: a minute later 2024 has begun.
    expect(readYear(year, '2023-12-31T15:59:00.000Z', issues) === year).toBe(accepted);
    expect(issues.any).toBe(!accepted);
  });

  it('is told by the day in Shanghai', () => {
    expect(readYear(2024, '2023-12-31T16:00:00.000Z', new Issues())).toBe(2024);
  });
});

describe('what is decided', () => {
  const read = (input: object, reason: 'required' | 'none' = 'required') => {
    const decision = readDecision(DICTIONARY, input, reason);
    return decision instanceof Refusal
      ? decision.errors.map(({ path, code }) => `${path} ${code}`)
      : decision;
  };

  it('names figures once, and a reason where one is due', () => {
    expect(read({ figures: ['staff', 'staff'], reason: '不符' })).toEqual({
      names: ['staff'],
      reason: '不符',
    });
    expect(read({}, 'none')).toEqual({ names: undefined, reason: '' });
  });

  it.each<[object, readonly string[]]>([
    [{}, ['reason required']],
    [{ figures: [], reason: 'x' }, ['figures not-a-list']],
    [{ figures: 'staff', reason: 'x' }, ['figures not-a-list']],
    [
      { figures: ['staff', 'x', 3], reason: 'x' },
      ['figures.1 unknown-figure', 'figures.2 unknown-figure'],
    ],
    [{ reason: '请联系 13800138000' }, ['reason personal-data']],
  ])('%j is refused: %j', (input, codes) => {
    expect(read(input)).toEqual(codes);
  });
});
