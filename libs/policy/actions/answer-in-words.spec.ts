import { describe, expect, it } from '@jest/globals';
import { clauseList, DICTIONARY, evaluate, listOf } from '../testing/lists.js';
import { answerInWords } from './answer-in-words.js';

const INTENSITY = '{fact: rd.intensity, period: year-1, op: gte, value: 3%, cite: 研发强度3%以上}';
const TEXT = '研发强度3%以上的企业，给予1万元。';

function say(
  given: Record<string, unknown>,
  { when = INTENSITY, benefit = '{kind: fixed, amount: 1万}', more = '' } = {},
): readonly string[] {
  const yaml = clauseList(when, benefit, TEXT).replace(
    '    when:',
    `    department: 县科技局\n    deadline: 次年3月31日前\n    papers: [审计报告, 财务报表]\n    when:`,
  );
  const { results } = evaluate(listOf(yaml + more), given);
  return answerInWords(results, DICTIONARY).map((each) => `${each.statusLabel}|${each.say}`);
}

const APPLYING = '主管部门：县科技局；材料：审计报告、财务报表；期限：次年3月31日前。';

describe('an answer in words', () => {
  it('says what one gets, from what is not confirmed yet, and how to apply', () => {
    const given = { 'rd.expense@2022': '300万', 'revenue@2022': '1亿' };
    expect(say(given)).toEqual([`符合|符合，可得1万元（定额1万元）。${APPLYING}`]);
    const declared = { ...given, 'rd.expense@2022': { value: '300万', confirmed: false } };
    expect(say(declared)[0]).toContain('所依据的研发费用（2022年）尚待科技局核实');
  });

  it('says which words are not met, and how far it is', () => {
    expect(say({ 'rd.expense@2022': '299万', 'revenue@2022': '1亿' })).toEqual([
      `不符合|不符合，“研发强度3%以上”：研发费用（2022年）再增加1万元。${APPLYING}`,
    ]);
  });

  it('says what is missing, where to report it, and what it could come to', () => {
    const [told = ''] = say({ 'revenue@2022': '1亿' });
    expect(told).toMatch(
      /^尚不能判定\|尚不能判定，缺少：研发费用（2022年）（企业年度申报.*）；最多可得1万元。/,
    );
  });

  it('says of an open amount what it waits for', () => {
    const when = '{fact: enterprise.deregistered, op: eq, value: false}';
    const benefit = '{kind: percent, of: testing.fee, period: year, rate: 30%, cap: 5万}';
    expect(say({}, { when, benefit })[0]).toMatch(
      /^符合\|符合，金额待定：缺少：检验检测.*最多可得5万元/,
    );
  });

  it('says nothing of clauses whose time is over but that', () => {
    const yaml = clauseList(INTENSITY, undefined, TEXT).replace(
      'from: 2023-01-01',
      'from: 2024-01-01',
    );
    const { results } = evaluate(listOf(yaml), {});
    expect(answerInWords(results, DICTIONARY)[0]?.say).toBe('不在施行期。');
  });
});
