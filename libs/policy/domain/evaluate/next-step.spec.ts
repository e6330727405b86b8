import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { clauseList, DICTIONARY, factsOf, IN_2023, listOf } from '../../testing/lists.js';
import type { NextStep } from '../result.js';
import { nextSteps } from './next-step.js';

const ALWAYS = '{fact: enterprise.deregistered, op: eq, value: false}';

function stepOf(
  when: string,
  given: Record<string, unknown>,
  benefit?: string,
): NextStep | undefined {
  const list = listOf(clauseList(when, benefit));
  return nextSteps({ list, version: 1, hash: '' }, factsOf(given), IN_2023, DICTIONARY)[0];
}

const INTENSITY = '{fact: rd.intensity, period: year-1, op: gte, value: 3%}';
const SHARE = '{kind: percent, of: rd.expense, period: year-1, rate: 5%}';

describe('the next reachable step', () => {
  it('a ratio is told in money, and what it comes to is evaluated', () => {
    const given = { 'rd.expense@2022': '299万', 'revenue@2022': '1亿' };
    expect(stepOf(INTENSITY, given, SHARE)).toEqual({
      clause: 'c',
      kind: 'fulfil',
      steps: [
        {
          fact: 'rd.expense@2022',
          label: '研发费用（2022年）',
          direction: 'more',
          by: '10000.00',
          say: '研发费用（2022年）再增加1万元',
        },
      ],
      reach: '150000.00',
      say: '研发费用（2022年）再增加1万元，即可符合，可得15万元',
    });
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    [
      'a sum of money',
      '{fact: revenue, period: year, op: gte, value: 500万}',
      { 'revenue@2023': '480万' },
      '营业收入（2023年）再增加20万元，即可符合，可得1万元',
    ],
    [
      'one more than the bound',
      '{fact: staff, period: year, op: gt, value: 10}',
      { 'staff@2023': 8 },
      '职工总数（2023年）再增加3，即可符合，可得1万元',
    ],
    [
      'less instead of more',
      '{fact: staff, period: year, op: lte, value: 500}',
      { 'staff@2023': 512 },
      '职工总数（2023年）再减少12，即可符合，可得1万元',
    ],
    [
      'a share of people',
      '{fact: staff.scienceShare, period: year, op: gte, value: 10%}',
      { 'staff@2023': 100, 'staff.science@2023': 9 },
      '科技人员占比（2023年）再增加1个百分点，即可符合',
    ],
    [
      'contracts to register',
      '{sum: tech-contract, field: contractValue, op: gte, value: 500万}',
      { 'tech-contract': [{ contractValue: '480万' }] },
      '技术合同登记成交额合计再增加20万元，即可符合',
    ],
    [
      'a day to wait for',
      '{fact: enterprise.registeredOn, op: lte, value: "@asOf-365d"}',
      { 'enterprise.registeredOn': '2022-12-20' },
      '须符合“条款原文。”（相差20天），即可符合',
    ],
    [
      'the record that comes nearest',
      '{some: innovation-platform, where: {field: level, op: eq, value: national}}',
      { 'innovation-platform': [{ number: 'PT1', level: 'provincial' }] },
      '科技创新平台：最接近的一条（PT1）还差级别为国家级（现为省级），即可符合',
    ],
  ])('%s', (_name, when, given, say) => {
    expect(stepOf(when, given)?.say).toBe(say);
  });

  it('everything that an all needs, with what is missing', () => {
    const when = `{all: [${INTENSITY}, {fact: revenue, period: year, op: gte, value: 500万}, {fact: staff, period: year, op: gt, value: 1}]}`;
    const step = stepOf(when, {
      ...{ 'rd.expense@2022': '299万', 'revenue@2022': '1亿' },
      'revenue@2023': '480万',
    });
    expect(step?.steps.map(({ fact, direction }) => [fact, direction])).toEqual([
      ['rd.expense@2022', 'more'],
      ['revenue@2023', 'more'],
      ['staff@2023', 'report'],
    ]);
    expect(step?.reach).toBeNull();
  });

  it('of several ways the one that asks for least', () => {
    const when = `{any: [{all: [{some: county-project}, ${INTENSITY}]}, {fact: revenue, period: year-1, op: gte, value: 2亿}]}`;
    const step = stepOf(when, { 'rd.expense@2022': '299万', 'revenue@2022': '1亿' });
    expect(step?.steps.map(({ say }) => say)).toEqual(['营业收入（2022年）再增加10000万元']);
  });

  it('what is missing is to be reported, with the most it can come to', () => {
    expect(
      stepOf(INTENSITY, { 'revenue@2022': '1亿' }, '{kind: fixed, amount: 5万}'),
    ).toMatchObject({
      kind: 'report',
      steps: [{ fact: 'rd.expense@2022', declare: { figure: 'rd.expense', year: 2022 } }],
      say: '补报研发费用（2022年）（企业年度申报（研发费用辅助账））后才能判定，最多可得5万元',
    });
    expect(stepOf(ALWAYS, {}, SHARE)).toMatchObject({ kind: 'report' });
  });
});

describe('the next tier', () => {
  const TIERS =
    '{kind: whole-tiers, of: revenue, period: year, tiers: [{from: 500万, amount: 5万}, {from: 1000万, amount: 12万}]}';
  const STEP =
    '{kind: step, of: revenue, period: year, from: 1亿, amount: 3万, each: 0.5亿, add: 1万, cap: 4万}';
  const LEVELS =
    '{kind: level-table, register: innovation-platform, level: level, amounts: {national: 100万, provincial: 30万, municipal: 10万}}';

  it.each<[string, Record<string, unknown>, string | undefined]>([
    [TIERS, { 'revenue@2023': '600万' }, '营业收入（2023年）再增加400万元，本条由5万元增至12万元'],
    [TIERS, { 'revenue@2023': '1000万' }, undefined],
    [STEP, { 'revenue@2023': '1.2亿' }, '营业收入（2023年）再增加3000万元，本条由3万元增至4万元'],
    [STEP, { 'revenue@2023': '1.5亿' }, undefined],
    [
      LEVELS,
      { 'innovation-platform': [{ level: 'municipal' }] },
      '科技创新平台级别达到省级，本条由10万元增至30万元',
    ],
    [LEVELS, { 'innovation-platform': [{ level: 'national' }] }, undefined],
    ['{kind: fixed, amount: 1万}', {}, undefined],
  ])('%s for %j', (benefit, given, say) => {
    expect(stepOf(ALWAYS, given, benefit)?.say).toBe(say);
  });
});

describe('points', () => {
  it('tell what the next row takes', () => {
    const list = listOf(readFileSync('seeds/national-rules/sci-tech-sme.yaml', 'utf8'));
    const facts = factsOf({ 'staff@2022': 100, 'staff.science@2022': 29 });
    const steps = nextSteps({ list, version: 1, hash: '' }, facts, IN_2023, DICTIONARY);
    const said = steps.filter(({ kind }) => kind === 'points').map(({ say }) => say);
    expect(said).toEqual(['科技人员占比（2022年）再增加1个百分点，得分可再上一档']);
    expect(steps.some(({ kind }) => kind === 'report')).toBe(true);
  });
});
