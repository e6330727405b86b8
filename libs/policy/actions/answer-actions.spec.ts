import { describe, expect, it } from '@jest/globals';
import type { ClauseResult } from '../domain/result.js';
import { clauseList, DICTIONARY, evaluate, listOf } from '../testing/lists.js';
import { answerActions } from './answer-actions.js';

const ABOUT = { creditCode: '91411323MAXX00015T', awardYear: 2023, list: 'test' };
const PATH = `/api/v1/enterprises/${ABOUT.creditCode}`;

const actions = (when: string, given = {}, about = ABOUT) =>
  answerActions(DICTIONARY, about, evaluate(listOf(clauseList(when)), given).results);

describe('what can be done about an answer', () => {
  it('is to declare the figures that are missing, by year', () => {
    const [declare, before, object, ...none] = actions(
      '{all: [{fact: rd.intensity, period: year-1, op: gte, value: 3%}, {fact: staff, period: year-2, op: gte, value: 1}]}',
    );
    expect(declare).toEqual({
      kind: 'declare',
      clause: 'c',
      label: '申报2022年度研发费用、营业收入',
      method: 'POST',
      href: `${PATH}/declarations`,
      by: ['enterprise', 'officer'],
      body: {
        year: 2022,
        figures: { 'rd.expense': null, revenue: null },
        source: { title: null },
      },
    });
    expect(before).toMatchObject({
      kind: 'declare',
      body: { year: 2021, figures: { staff: null } },
    });
    expect([object?.kind, none]).toEqual(['object', []]);
  });

  it('is for an officer to answer what only a person can say', () => {
    const [answer] = actions('{manual: 专家评审通过, key: review}');
    expect(answer).toMatchObject({
      kind: 'answer',
      by: ['officer'],
      href: `${PATH}/manual-answers`,
      body: { list: 'test', question: 'manual:review', awardYear: 2023 },
    });
  });

  it('is to object, also to a check, whatever the verdict', () => {
    const given = { 'sci-tech-sme': [{ number: 'x' }] };
    const [object, ...none] = actions('{some: sci-tech-sme}', given, {
      ...ABOUT,
      ...{ checkId: 'id' },
    });
    expect(none).toEqual([]);
    expect(object).toMatchObject({
      kind: 'object',
      label: '对第一条的结论提出异议',
      href: `${PATH}/objections`,
      by: ['enterprise'],
      body: { awardYear: 2023, list: 'test', clause: 'c', checkId: 'id' },
    });
  });

  it('is nothing where the clause is not in force', () => {
    const result = { clause: 'c', status: 'not-in-force', missing: [] } as unknown as ClauseResult;
    expect(answerActions(DICTIONARY, ABOUT, [result])).toEqual([]);
  });

  it('is not to declare what the ledger records', () => {
    const kinds = actions('{fact: enterprise.industry, op: eq, value: C3130}').map((a) => a.kind);
    expect(kinds).toEqual(['object']);
  });
});
