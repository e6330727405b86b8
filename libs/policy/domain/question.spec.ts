import { describe, expect, it } from '@jest/globals';
import type { Refusal } from '#libs/kernel/refusal.js';
import { readQuestion } from './question.js';

describe('the times of a question', () => {
  const now = '2023-12-31T16:30:00.000Z';

  it('are today in Shanghai and its year where they are left out', () => {
    expect(readQuestion({}, now)).toEqual({ asOf: '2024-01-01', awardYear: 2024 });
  });

  it('the award year follows the day of the question unless it is given', () => {
    expect(readQuestion({ asOf: '2023-06-30' }, now)).toMatchObject({ awardYear: 2023 });
    expect(readQuestion({ asOf: '2024-03-15', awardYear: 2023 }, now)).toEqual({
      asOf: '2024-03-15',
      awardYear: 2023,
    });
  });

  it('null is left out, too', () => {
    const question = readQuestion({ asOf: null, awardYear: null, list: null }, now);
    expect(question).toEqual({ asOf: '2024-01-01', awardYear: 2024 });
  });

  it.each([
    [{ asOf: '2023-02-30' }, 'asOf'],
    [{ asOf: '30.6.2023' }, 'asOf'],
    [{ asOf: 20230630 }, 'asOf'],
    [{ awardYear: '2023' }, 'awardYear'],
    [{ awardYear: 2023.5 }, 'awardYear'],
    [{ awardYear: 1999 }, 'awardYear'],
    [{ awardYear: 2100 }, 'awardYear'],
    [{ awardYear: Number.NaN }, 'awardYear'],
    [{ list: 'County List' }, 'list'],
    [{ list: '' }, 'list'],
    [{ list: {} }, 'list'],
    [{ list: 'a'.repeat(61) }, 'list'],
  ])('%j is refused at its field', (input, path) => {
    const question = readQuestion(input, now);
    expect(question).toMatchObject({ kind: 'unacceptable', errors: [{ path }] });
  });

  it('everything wrong is told at once', () => {
    const question = readQuestion({ asOf: 'x', awardYear: 'y', list: 'Z' }, now);
    expect((question as Refusal).errors.map((e) => e.path)).toEqual(['asOf', 'awardYear', 'list']);
  });
});
