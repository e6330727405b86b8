import { describe, expect, it } from '@jest/globals';
import { termsOf } from '../domain/list/terms.js';
import {
  clawback,
  correctedClawback,
  correctedIssuance,
  correctedPayment,
  correctedResolution,
  issuance,
  NOTICED,
  objection,
  approval,
  payment,
  play,
  resolution,
} from '../awards/testing/award-stories.js';
import type { StoryEvent } from '../queries.js';
import { DICTIONARY, listOf } from '../testing/lists.js';
import { listAsking } from '../testing/publish-list.js';
import { eventInWords } from './events-in-words.js';

const terms = termsOf([listOf(listAsking('demo-policy', { tech: 'core-support' }))]);
const inWords = (events: readonly StoryEvent[]) =>
  events.map((event, i) =>
    eventInWords(event, events.slice(0, i), { dictionary: DICTIONARY, terms }),
  );

describe('the story of an enterprise in words', () => {
  it('tells which figures were declared, confirmed and rejected, and what they were before', () => {
    const of = (type: string, value: unknown, more = {}): StoryEvent => ({
      type: `declaration.${type}`,
      data: { creditCode: 'x', year: 2023, figures: { 'rd.expense': value }, ...more },
    });
    const told = inWords([
      of('submitted', '1.00'),
      of('submitted', '2.00'),
      of('confirmed', '2.00'),
      of('rejected', '2.00', { reason: '与报表不符' }),
    ]);
    expect(
      told.map(({ label, changes }) => [label, changes[0]?.before, changes[0]?.after]),
    ).toEqual([
      ['申报指标', null, '1.00'],
      ['申报指标', '1.00', '2.00'],
      ['核实指标', null, '2.00'],
      ['指标未通过', '2.00', null],
    ]);
    expect(told[3]).toMatchObject({
      about: { kind: 'declaration', id: '2023', label: '2023年度指标' },
      reason: '与报表不符',
      changes: [{ field: 'rd.expense@2023', label: '研发费用（2023年）' }],
    });
  });

  it('tells what an officer answered by the words of the question', () => {
    const about = { list: 'demo-policy', question: 'core-support', awardYear: 2023 };
    const told = inWords([
      { type: 'manualAnswer.given', data: { ...about, answer: true, basis: '专家评审' } },
      { type: 'manualAnswer.withdrawn', data: { ...about, reason: '评审有误' } },
    ]);
    expect(told).toMatchObject([
      {
        ...{ label: '人工核实答复', reason: '专家评审' },
        changes: [{ label: '经核实符合（2023 兑现年度）', before: null, after: true }],
      },
      { label: '撤回人工核实答复', reason: '评审有误', changes: [{ before: true, after: null }] },
    ]);
  });

  it('tells an objection by the article, and how it was answered', () => {
    const told = inWords([
      { type: 'objection.raised', data: { objectionId: 'o', clause: 'tech', text: '请核实' } },
      {
        type: 'objection.resolved',
        data: { objectionId: 'o', outcome: 'dismissed', reason: '属实' },
      },
    ]);
    expect(told).toMatchObject([
      { label: '提出异议', reason: '请核实', about: { label: '对第一条的异议' } },
      { label: '答复异议', reason: '属实', changes: [{ after: '不成立' }] },
    ]);
    expect(told[1]?.about.label).toBe('对第一条的异议');
  });

  it('tells every step of an award, and what a correction changed', () => {
    const events = play([
      ...NOTICED,
      objection(),
      resolution('upheld'),
      correctedResolution({ outcome: 'dismissed' }),
      approval(),
      issuance(),
      correctedIssuance({ documentNumber: '正确文号' }),
      payment(100n, 'PZ-1'),
      payment(200n, 'PZ-2'),
      correctedPayment({ amount: '1.50' }, 2),
      correctedPayment({ amount: '1.20' }, 2),
      clawback(100n),
      correctedClawback({ amount: '0.50' }),
    ]);
    const told = inWords(events.map(({ type, data }) => ({ type, data: { ...data } })));
    expect(told.map(({ label }) => label)).toEqual([
      ...['拟奖补', '部门联审同意', '部门联审同意', '奖补公示', '公示异议', '公示异议处理'],
      ...['更正公示异议处理', '奖补审定', '奖补下达', '更正奖补下达', '奖补拨付', '奖补拨付'],
      ...['更正奖补拨付', '更正奖补拨付', '奖补追回', '更正奖补追回'],
    ]);
    const corrections = told.filter(({ label }) => label.startsWith('更正'));
    expect(
      corrections.map(({ changes }) => changes.map((c) => [c.label, c.before, c.after])),
    ).toEqual([
      [['处理结果', '成立', '不成立']],
      [['文号', '西财预〔2024〕15号', '正确文号']],
      [['金额（元）', '2.00', '1.50']],
      [['金额（元）', '1.50', '1.20']],
      [['金额（元）', '1.00', '0.50']],
    ]);
    expect(new Set(told.map(({ about }) => about.label))).toEqual(new Set(['第一条奖补']));
    expect(told[3]).toMatchObject({ effectiveOn: '2024-01-22' });
  });
});
