import { describe, expect, it } from '@jest/globals';
import { fold } from './decider.js';
import { orThrow, Refusal, RefusalError } from './refusal.js';

describe('a refusal', () => {
  it('of fields says everything that is wrong in one sentence', () => {
    const refusal = Refusal.unacceptable([
      { path: 'a', code: 'x', message: '甲不对' },
      { path: 'b', code: 'y', message: '乙不对' },
    ]);
    expect(refusal).toMatchObject({
      kind: 'unacceptable',
      code: 'validation-failed',
      detail: '甲不对；乙不对',
    });
  });

  it('is thrown only where a value will not do, and carried along whole', () => {
    const refusal = Refusal.conflict('taken', '已被占用', { number: 'GR1' });
    expect(() => orThrow<number>(refusal)).toThrow(RefusalError);
    try {
      orThrow<number>(refusal);
    } catch (error) {
      expect((error as RefusalError).refusal).toBe(refusal);
    }
  });

  it('lets everything else pass, also what looks like nothing', () => {
    for (const value of [0, '', null, undefined, [], false]) expect(orThrow(value)).toBe(value);
  });
});

describe('folding events', () => {
  it('starts from the initial state and takes events in their order', () => {
    type Said = { type: 'said'; schemaVersion: 1; data: { word: string } };
    const said = (word: string): Said => ({ type: 'said', schemaVersion: 1, data: { word } });
    const decider = { initial: '', evolve: (text: string, { data }: Said) => text + data.word };
    expect(fold(decider, [])).toBe('');
    expect(fold(decider, [said('a'), said('b'), said('c')])).toBe('abc');
  });
});
