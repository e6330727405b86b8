import { describe, expect, it } from '@jest/globals';
import { listOf } from '../../testing/lists.js';
import { refuseUnknownClause, refuseUnknownList, refuseUnknownQuestion, termsOf } from './terms.js';

const version = (key: string, clause = 'core-tech') =>
  listOf(`
list: terms
title: 测试清单
effective: {from: 2023-01-01, to: 2025-12-31}
clauses:
  - id: ${clause}
    article: 第一条
    text: 发挥核心支持作用的企业，给予1万元。
    when: {manual: 发挥核心支持作用, key: ${key}}
    benefit: {kind: fixed, amount: 1万}
`);

describe('the terms of published lists', () => {
  const known = termsOf([version('core-support', 'core'), version('core-technology')]);

  it('take in every version, also a superseded one', () => {
    for (const key of ['core-support', 'core-technology']) {
      expect(refuseUnknownQuestion(key, 'terms', known)).toBeUndefined();
    }
    for (const clause of ['core', 'core-tech']) {
      expect(refuseUnknownClause(clause, 'terms', known)).toBeUndefined();
    }
  });

  it('name the question that was probably meant, and all there are', () => {
    expect(refuseUnknownQuestion('core-suport', 'terms', known)).toEqual({
      path: 'question',
      code: 'unknown-question',
      message:
        '清单 terms 已发布的各版都没有问“core-suport”，是否想写“core-support”（发挥核心支持作用）？' +
        '须人工核实的有：manual:core-support（发挥核心支持作用）、manual:core-technology（发挥核心支持作用）',
    });
  });

  it('say so when nothing is to be answered by a person', () => {
    const none = termsOf([]);
    expect(refuseUnknownQuestion('x', 'terms', none)?.message).toMatch('各条款都不须人工核实');
  });

  it('name the clause and the list that were probably meant', () => {
    expect(refuseUnknownClause('core-teck', undefined, known)?.message).toBe(
      '已发布的清单没有条款“core-teck”，是否想写“core-tech”（第一条）？现有：core（第一条）、core-tech（第一条）',
    );
    expect(refuseUnknownList('term', known)?.message).toBe(
      '没有已发布的清单“term”，是否想写“terms”？已发布的清单：terms',
    );
    expect(refuseUnknownList('terms', termsOf([]))?.message).toBe(
      '没有已发布的清单“terms”，还没有已发布的清单',
    );
  });

  it('find the questions of experts, and those that stand in a score', () => {
    const scored = listOf(`
list: scored
title: 测试自评
purpose: assessment
effective: {from: 2023-01-01, to: 2025-12-31}
clauses:
  - id: growth
    article: 第一条
    text: 由专家按发展前景评分。
    when: {fact: enterprise.deregistered, op: eq, value: false}
    score: {max: 10, experts: 发展前景, key: prospects, points: [0, 10]}
pass: {score: total, op: gte, value: 5}
`);
    expect([...termsOf([scored]).questions]).toEqual([['prospects', '发展前景']]);
  });
});
