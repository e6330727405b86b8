import { describe, expect, it } from '@jest/globals';
import { diffLists } from './diff.js';

const clause = (id: string, over: object = {}) => ({
  ...{ id, article: `第${id}条`, text: '原文', papers: ['执照'] },
  when: { all: [{ fact: 'revenue', period: 'year', op: 'gte', value: '500万' }] },
  benefit: { kind: 'fixed', amount: '10万' },
  ...over,
});
const list = (clauses: readonly object[], over: object = {}) => ({
  ...{ list: 'l', version: 1, title: '清单', clauses, caps: [{ id: 't', max: '1万' }] },
  ...over,
});

describe('what differs between two versions', () => {
  it('the same content differs in nothing, whatever the order of clauses, and the version', () => {
    const [before, after] = [list([clause('a'), clause('b')]), list([clause('b'), clause('a')])];
    expect(diffLists(before, { ...after, version: 2, supersedes: 1 })).toEqual({
      list: [],
      clauses: [],
    });
  });

  it('clauses are added and removed', () => {
    expect(diffLists(list([clause('a')]), list([clause('b')])).clauses).toEqual([
      { clause: 'b', article: '第b条', kind: 'added', changes: [] },
      { clause: 'a', article: '第a条', kind: 'removed', changes: [] },
    ]);
  });

  it('amounts, conditions, texts and the rest are told apart', () => {
    const after = clause('a', {
      text: '新文',
      papers: ['执照', '报告'],
      when: { all: [{ fact: 'revenue', period: 'year', op: 'gte', value: '300万' }] },
      benefit: { kind: 'fixed', amount: '20万' },
      deadline: '6月',
    });
    expect(diffLists(list([clause('a')]), list([after])).clauses).toEqual([
      {
        clause: 'a',
        article: '第a条',
        kind: 'changed',
        changes: [
          { area: 'text', path: 'text', before: '原文', after: '新文' },
          { area: 'details', path: 'papers', before: ['执照'], after: ['执照', '报告'] },
          { area: 'conditions', path: 'when.all.0.value', before: '500万', after: '300万' },
          { area: 'amounts', path: 'benefit.amount', before: '10万', after: '20万' },
          { area: 'details', path: 'deadline', before: null, after: '6月' },
        ],
      },
    ]);
  });

  it('a condition that is added shows the whole list of conditions', () => {
    const more = clause('a', { when: { all: [1, 2] } });
    expect(diffLists(list([clause('a')]), list([more])).clauses[0]?.changes).toMatchObject([
      { area: 'conditions', path: 'when.all', after: [1, 2] },
    ]);
  });

  it('rules over the whole list', () => {
    const after = list([], { caps: [{ id: 't', max: '2万' }], title: '新清单' });
    expect(diffLists(list([]), after).list).toEqual([
      { area: 'details', path: 'title', before: '清单', after: '新清单' },
      { area: 'rules', path: 'caps.0.max', before: '1万', after: '2万' },
    ]);
  });

  it('what is no list has nothing', () => {
    expect(diffLists(null, 'x')).toEqual({ list: [], clauses: [] });
  });
});
