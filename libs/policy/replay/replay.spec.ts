import { describe, expect, it } from '@jest/globals';
import { sayReplay } from './replay.js';

const RECORDED = {
  ...{ list: 'x', version: 1, listHash: 'l', factsHash: 'f', engine: '1', resultHash: 'r' },
};

describe('an evaluation done again', () => {
  it.each([
    [{}, /^重新计算的结果与当时完全一致$/],
    [{ resultHash: 's', engine: '2' }, /评估程序由 1 版改为 2 版/],
    [{ resultHash: 's', factsHash: 'g' }, /事实不同，请核对封印/],
    [{ resultHash: 's', version: 2 }, /清单版本不同/],
    [{ resultHash: 's' }, /请报告此问题/],
  ])('says what is different: %j', (over, said) => {
    expect(sayReplay(RECORDED, { ...RECORDED, ...over })).toMatch(said);
  });
});
