import { describe, expect, it } from '@jest/globals';
import { Refusal } from '#libs/kernel/refusal.js';
import { defaultRule, describeRule } from './counting-rule.js';
import { INDICATOR_CODES } from './indicators.js';
import { readTargetPlan, setTargetPlan, type TargetPlan } from './target-plan.js';

const SOURCE = { title: '西峡县2023年政府工作报告' };

function read(items: unknown, more: Record<string, unknown> = {}): TargetPlan | Refusal {
  return readTargetPlan({ regionCode: '411323', year: 2023, source: SOURCE, items, ...more });
}

function plan(items: unknown): TargetPlan {
  const result = read(items);
  if (result instanceof Refusal) throw new Error(JSON.stringify(result.errors));
  return result;
}

function issues(items: unknown, more?: Record<string, unknown>): string[] {
  const result = read(items, more);
  return result instanceof Refusal ? result.errors.map((e) => `${e.path}:${e.code}`) : [];
}

const firms = { indicator: 'high-tech-firms-new', value: '10' };

describe('a target plan', () => {
  it('writes out the default rule, commitment and direction where nothing is said', () => {
    expect(plan([firms]).items).toEqual([
      {
        indicator: 'high-tech-firms-new',
        op: 'gte',
        value: '10',
        commitment: 'expect',
        countingRule: {
          measure: 'high-tech-firms',
          count: 'first-or-renewed',
          place: 'registered',
        },
        plannedCurve: null,
        note: null,
      },
    ]);
  });

  it('completes a rule that is given in part', () => {
    const [item] = plan([{ ...firms, countingRule: { count: 'net' } }]).items;
    expect(item?.countingRule).toEqual({
      measure: 'high-tech-firms',
      count: 'net',
      place: 'registered',
    });
  });

  it('keeps the order of the work report whatever order was sent', () => {
    const all = [...INDICATOR_CODES].reverse().map((indicator) => ({ indicator, value: '20' }));
    expect(plan(all).items.map(({ indicator }) => indicator)).toEqual(INDICATOR_CODES);
  });

  it.each([
    ['tech-contract-value', 1_000_000_000, '1000000000.00'],
    ['tech-contract-value', '1000000000.5', '1000000000.50'],
    ['rd-expenditure-growth', '20.50', '20.5'],
    ['rd-expenditure-growth', 20, '20'],
    ['county-projects', '05', '5'],
    ['county-projects', '100', '100'],
  ])('keeps %s %p as %s', (indicator, value, canonical) => {
    expect(plan([{ indicator, value }]).items[0]?.value).toBe(canonical);
  });

  it('is read anew from its own items: a plan that was read can be sent back', () => {
    const once = plan([
      { ...firms, commitment: 'ensure', note: '假设', countingRule: { place: 'statistical' } },
      { indicator: 'platforms-new', value: '8', countingRule: { departments: ['科技厅'] } },
    ]);
    expect(plan(once.items)).toEqual(once);
  });

  it('is no event when it is so already, and one when anything of it changes', () => {
    const first = plan([firms]);
    expect(setTargetPlan(first, first)).toEqual([]);
    expect(setTargetPlan(first, null)).toEqual([
      { type: 'targetPlan.set', schemaVersion: 1, data: first },
    ]);
    expect(setTargetPlan(plan([{ ...firms, value: '12' }]), first)).toHaveLength(1);
    expect(setTargetPlan({ ...first, source: { title: '调整通知' } }, first)).toHaveLength(1);
  });
});

describe('a plan is refused', () => {
  it.each([
    ['no list', 'x', 'items:not-a-list'],
    ['an empty list', [], 'items:not-a-list'],
    ['an unknown indicator', [{ indicator: 'gdp', value: '1' }], 'items.0.indicator:not-allowed'],
    ['an indicator twice', [firms, firms], 'items.1.indicator:repeated'],
    ['no value', [{ indicator: 'county-projects' }], 'items.0.value:required'],
    ['half a firm', [{ ...firms, value: '10.5' }], 'items.0.value:not-a-target-value'],
    ['nothing as a target', [{ ...firms, value: '0' }], 'items.0.value:not-a-target-value'],
    ['a word as a value', [{ ...firms, value: '十' }], 'items.0.value:not-a-target-value'],
    ['another direction', [{ ...firms, op: 'lte' }], 'items.0.op:not-allowed'],
    ['a mistyped field', [{ ...firms, vaule: '1' }], 'items.0.vaule:unknown-field'],
    ['a mistyped promise', [{ ...firms, commitment: '确保' }], 'items.0.commitment:not-allowed'],
    ['an item that is none', [null], 'items.0:not-an-object'],
  ])('with %s', (_what, items, issue) => {
    expect(issues(items)).toEqual([issue]);
  });

  it.each([
    [{ count: 'all' }, 'count:not-allowed'],
    [{ count: ['net'] }, 'count:not-allowed'],
    [{ count: 'toString' }, 'count:not-allowed'],
    [{ place: '注册地' }, 'place:not-allowed'],
    [{ measure: 'platforms' }, 'measure:not-allowed'],
    [{ minLevel: 'county' }, 'minLevel:unknown-field'],
  ])('with the rule %j', (countingRule, issue) => {
    expect(issues([{ ...firms, countingRule }])).toEqual([`items.0.countingRule.${issue}`]);
  });

  it.each([
    ['platforms-new', { departments: '科技厅' }, 'departments:not-a-list'],
    ['platforms-new', { departments: [''] }, 'departments.0:required'],
    ['county-projects', { modes: ['lottery'] }, 'modes.0:not-allowed'],
    ['rd-expenditure-growth', { growth: 'cagr' }, 'baseYear:required'],
    ['rd-expenditure-growth', { baseYear: 2021 }, 'baseYear:not-for-yoy'],
    ['rd-expenditure-growth', { growth: 'cagr', baseYear: 2023 }, 'baseYear:not-a-base-year'],
    ['rd-expenditure-growth', { caliber: 'whole-county' }, 'caliber:unknown-field'],
  ])('when %s has the rule %j', (indicator, countingRule, issue) => {
    const item = { indicator, value: '20', countingRule };
    expect(issues([item])[0]).toBe(`items.0.countingRule.${issue}`);
  });

  it.each([
    [
      'falls',
      [
        ['2023-05-01', '0.5'],
        ['2023-06-01', '0.4'],
        ['2023-12-31', '1'],
      ],
      '.1.ratio:falling',
    ],
    [
      'goes back',
      [
        ['2023-06-01', '0.5'],
        ['2023-05-01', '1'],
      ],
      '.1.date:not-rising',
    ],
    ['ends early', [['2023-06-01', '0.5']], ':does-not-end'],
    ['leaves the year', [['2024-01-25', '1']], '.0.date:not-in-year'],
    ['has a day that is none', [['2023-02-30', '1']], '.0.date:not-in-year'],
    ['exceeds the whole', [['2023-06-01', '1.2']], '.0.ratio:not-a-share'],
    ['is written in percent', [['2023-06-01', '50%']], '.0.ratio:not-a-share'],
  ])('when its curve %s', (_what, points, issue) => {
    const plannedCurve = points.map(([on, ratio]) => ({ date: on, ratio }));
    expect(issues([{ ...firms, plannedCurve }])).toEqual([`items.0.plannedCurve${issue}`]);
  });

  it('when growth is given a curve', () => {
    const item = { indicator: 'rd-expenditure-growth', value: '20', plannedCurve: [] };
    expect(issues([item])).toEqual(['items.0.plannedCurve:not-for-growth']);
  });

  it.each([
    [{ regionCode: '123' }, 'regionCode:not-a-region'],
    [{ regionCode: undefined }, 'regionCode:required'],
    [{ year: '2023' }, 'year:not-a-year'],
    [{ year: 1999 }, 'year:not-a-year'],
    [{ source: { title: '' } }, 'source.title:required'],
  ])('with %j', (more, issue) => {
    expect(issues([firms], more)).toEqual([issue]);
  });
});

describe('counting rules', () => {
  it('have the defaults that the reference documents', () => {
    expect(INDICATOR_CODES.map((code) => describeRule(defaultRule(code)))).toEqual([
      '首次认定与重新认定都计；按注册地',
      '同一企业当年只计一次；按注册地',
      '市级以上；备案计入；升级不计；不限主管部门；按注册地',
      '不限立项方式；按注册地',
      '同一成果同一承接单位只计一项；按注册地',
      '成交额；输出（卖方所在地）；按注册地',
      '按同比；全县口径',
      '按同比',
    ]);
  });

  it('name what they narrow', () => {
    const rule = { ...defaultRule('platforms-new'), departments: ['科技厅', '工信厅'] };
    expect(describeRule(rule as never)).toContain('主管部门：科技厅、工信厅');
  });
});
