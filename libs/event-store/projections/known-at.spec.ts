import { describe, expect, it } from '@jest/globals';
import { Refusal } from '#libs/kernel/refusal.js';
import { parseKnownAt } from './known-at.js';

// 2023-11-05 23:30 in Shanghai.
const NOW = '2023-11-05T15:30:00.000Z';
const parse = (text: string) => parseKnownAt(text, 'ab12cd34', NOW);
const refusal = (text: string) => {
  const parsed = parse(text);
  if (!(parsed instanceof Refusal)) throw new Error(`${text} was accepted`);
  return { kind: parsed.kind, code: parsed.errors[0]?.code ?? parsed.code };
};

describe('known at', () => {
  it('takes an instant with a zone, in milliseconds', () => {
    expect(parse('2023-11-05T10:00:00+08:00')).toEqual({ instant: '2023-11-05T02:00:00.000Z' });
    expect(parse('2023-11-05T02:00:00.123456Z')).toEqual({ instant: '2023-11-05T02:00:00.123Z' });
    expect(parse(NOW)).toEqual({ instant: NOW });
  });

  it('takes a date as the end of that day in Shanghai, and today as now', () => {
    expect(parse('2023-11-04')).toEqual({ instant: '2023-11-04T15:59:59.999Z' });
    expect(parse('2023-11-05')).toEqual({ instant: NOW });
  });

  it('takes a position of this ledger', () => {
    expect(parse('ab12cd34.17')).toEqual({ position: 17n });
  });

  it.each(['2023-11-06', '2023-11-05T15:30:00.001Z', '2023-11-06T00:00:00+08:00'])(
    'refuses %s, which is in the future',
    (text) => {
      expect(refusal(text)).toEqual({ kind: 'unacceptable', code: 'in-the-future' });
    },
  );

  it.each([
    '',
    '昨天',
    '2023-02-30',
    '2023-11-05T10:00:00',
    '2023-11-05 10:00:00Z',
    '20231105',
    '17',
  ])('refuses “%s”, which is no moment', (text) => {
    expect(refusal(text)).toEqual({ kind: 'unacceptable', code: 'not-an-instant' });
  });

  it('refuses the position of another ledger', () => {
    expect(refusal('ffffffff.17')).toEqual({ kind: 'malformed', code: 'foreign-position' });
  });
});
