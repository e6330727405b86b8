import { describe, expect, it } from '@jest/globals';
import { parseOptions, UsageError } from './options.js';

const MEASURES = ['append-1', 'bulk'];

describe('the command line of a benchmark', () => {
  it('asks for nine rounds of half a second of everything when nothing is said', () => {
    expect(parseOptions([], MEASURES)).toEqual({
      rounds: 9,
      seconds: 0.5,
      scale: 1,
      only: [],
      assert: false,
      large: false,
      peers: true,
    });
  });

  it('takes several measures, fewer rounds and a sentence about floors', () => {
    const argv = ['--only', 'bulk', '--only', 'append-1', '--rounds', '3', '--assert'];
    expect(parseOptions(argv, MEASURES)).toMatchObject({
      only: ['bulk', 'append-1'],
      rounds: 3,
      assert: true,
    });
  });

  it.each([
    [['--only', 'nonsense'], 'append-1, bulk'],
    [['--rounds', '0'], 'above 0'],
    [['--rounds', '2.5'], 'whole number'],
    [['--seconds', 'soon'], 'above 0'],
    [['--assertt'], 'assertt'],
  ])('says what is wrong with %j', (argv, message) => {
    expect(() => parseOptions(argv, MEASURES)).toThrow(UsageError);
    expect(() => parseOptions(argv, MEASURES)).toThrow(message);
  });
});
