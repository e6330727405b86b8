import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CREDIT_CODE_ALPHABET } from './credit-code-digits.js';
import { completeCreditCode, isCreditCode, parseCreditCode } from './credit-code.js';
import { Refusal } from './refusal.js';

/** Public codes of well-known organisations, and made-up ones for Xixia. */
const VALID = [
  '914403001922038216',
  '9144030071526726XG',
  '91440300192317458F',
  '9152000071430580XT',
  '91410000170001401D',
  '91110108551385082Q',
  '51420000MJH2003604',
  '91411323MA3X5GNL18',
  '91411323MAXX00015T',
  '91411323MAXX00023M',
  '91411323MAXX00031G',
  '91411323MAXX0004X8',
  '91411323MAXX000588',
  '91411323MA0000007H',
];

/** Codes that circulate in articles and test data and are wrong. */
const CIRCULATING_BUT_WRONG = [
  '91350100M000100Y4Z',
  '91310115MA1H8R7C6D',
  '9133010057462616XH',
  '91110108717809965C',
  '91110000800088421P',
];

const char = fc.constantFrom(...CREDIT_CODE_ALPHABET);
const digit = fc.constantFrom(...'0123456789');
const anyCode = fc
  .tuple(
    fc.string({ unit: char, minLength: 2, maxLength: 2 }),
    fc.string({ unit: digit, minLength: 6, maxLength: 6 }),
    fc.string({ unit: char, minLength: 8, maxLength: 8 }),
  )
  .map(([head, division, body]) => completeCreditCode(head + division + body));

function refusalOf(input: unknown): { code: string; message: string; path: string } {
  const answer = parseCreditCode(input, 'holder.creditCode');
  if (!(answer instanceof Refusal)) throw new Error(`was accepted: ${answer}`);
  expect(answer.kind).toBe('unacceptable');
  const [issue] = answer.errors;
  if (!issue) throw new Error('no field issue');
  return issue;
}

describe('a right code', () => {
  it.each(VALID)('%s is accepted', (code) => {
    expect(isCreditCode(code)).toBe(true);
    expect(parseCreditCode(code)).toBe(code);
  });

  it('is accepted however people type and paste it', () => {
    const right = '91411323MAXX00015T';
    for (const typed of [
      '91411323maxx00015t',
      '９１４１１３２３ＭＡＸＸ０００１５Ｔ',
      '９１４１１３２３ｍａｘｘ０００１５ｔ',
      ' 91411323MAXX00015T ',
      '9141 1323 MAXX 0001 5T',
      '91411323MAXX00015T\r\n',
      '\t91411323MAXX00015T',
      "'91411323MAXX00015T",
      '"91411323MAXX00015T"',
      '“91411323MAXX00015T”',
      '\ufeff91411323MAXX00015T',
      '91411323\u200bMAXX00015T',
      '91411323\u00a0MAXX\u300000015T',
    ]) {
      expect(parseCreditCode(typed)).toBe(right);
    }
  });

  it('in canonical form is the only thing isCreditCode takes', () => {
    expect(isCreditCode('91411323maxx00015t')).toBe(false);
    expect(isCreditCode(' 91411323MAXX00015T')).toBe(false);
    expect(isCreditCode('91411323MAXX00015T\n')).toBe(false);
    expect(isCreditCode(914403001922038216n)).toBe(false);
    expect(isCreditCode(undefined)).toBe(false);
  });

  it('keeps its value through reading, for every code there is', () => {
    fc.assert(
      fc.property(anyCode, (code) => {
        expect(parseCreditCode(code)).toBe(code);
        expect(parseCreditCode(` ${code.toLowerCase()}\u3000`)).toBe(code);
      }),
    );
  });
});

describe('a wrong code', () => {
  it.each(CIRCULATING_BUT_WRONG)('%s is refused although it circulates', (code) => {
    expect(isCreditCode(code)).toBe(false);
    expect(refusalOf(code).path).toBe('holder.creditCode');
  });

  it('says that Z never appears in the much-copied example of the standard', () => {
    expect(refusalOf('91350100M000100Y4Z')).toMatchObject({ code: 'credit-code-character' });
    expect(isCreditCode('91350100M000100Y43')).toBe(true);
  });

  it('is always caught when one character of a right one was changed', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(17), char, (code, at, other) => {
        fc.pre(code.charAt(at) !== other);
        expect(isCreditCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('is always caught for each single change of one code', () => {
    const code = '91411323MAXX0004X8';
    const changed = [...code].flatMap((right, at) =>
      [...CREDIT_CODE_ALPHABET]
        .filter((other) => other !== right)
        .map((other) => code.slice(0, at) + other + code.slice(at + 1)),
    );
    expect(changed).toHaveLength(18 * 30);
    expect(changed.filter(isCreditCode)).toEqual([]);
  });

  it('is always caught when two different neighbours were exchanged', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(16), (code, at) => {
        const [a, b] = [code.charAt(at), code.charAt(at + 1)];
        fc.pre(a !== b);
        expect(isCreditCode(code.slice(0, at) + b + a + code.slice(at + 2))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('needs both check digits: the last one alone does not make it right', () => {
    // The last character fits, the check digit of the organisation code (place 17) does not.
    const lastAloneFits = [...CREDIT_CODE_ALPHABET]
      .map((last) => `91411323MAXX00016${last}`)
      .filter(isCreditCode);
    expect(lastAloneFits).toEqual([]);
  });
});

describe('what a refusal tells the user to do', () => {
  it.each(['9.14403E+17', '9.14403001922038E+17', '9.14403e17', '9E+17', ' 9.14403E+17 '])(
    '%s: format the column as text in Excel and type it anew',
    (input) => {
      const { code, message } = refusalOf(input);
      expect(code).toBe('credit-code-scientific-notation');
      expect(message).toContain('Excel');
      expect(message).toContain('文本');
    },
  );

  it.each(['914403001922038000', '914403001922038000.0'])(
    '%s: the last digits were lost in Excel although nothing looks odd',
    (input) => {
      expect(refusalOf(input).code).toBe('credit-code-scientific-notation');
    },
  );

  it.each([
    ['91411323MAXXO0015T', '91411323MAXX00015T'],
    ['91411323MAXX000I5T', '91411323MAXX00015T'],
    ['9I4II323MAXXOOOI5T', '91411323MAXX00015T'],
    ['9l4ll323maxxoool5t', '91411323MAXX00015T'],
    ['91411323MAXXD0015T', '91411323MAXX00015T'],
    ['91411323MAXX00015７', undefined],
    ['91411Z23MAXX0000', undefined],
    ['9141l323MAXX00015T', '91411323MAXX00015T'],
    ['9141132３MAXX0OO15T', '91411323MAXX00015T'],
    ['91410OOO17OOO14O1D', '91410000170001401D'],
    ['51420000MJH20O3604', '51420000MJH2003604'],
    ['5142OOOOMJH2003604', '51420000MJH2003604'],
    ['91411323MA3XSGNL18', '91411323MA3X5GNL18'],
    ['91411323MA3X5GN118', '91411323MA3X5GNL18'],
  ])('%s: was %s meant?', (input, suggestion) => {
    const { message } = refusalOf(input);
    if (suggestion === undefined) expect(message).not.toContain('是否为');
    else expect(message).toContain(`是否为“${suggestion}”`);
  });

  it('suggests only codes that are right', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'OI01DQL28B'), maxLength: 18 }), (tail) => {
        const answer = parseCreditCode(`91411323${tail}`);
        if (!(answer instanceof Refusal)) return;
        const suggestion = /是否为“(.*?)”/.exec(answer.detail)?.[1];
        if (suggestion !== undefined) expect(isCreditCode(suggestion)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [undefined, 'required'],
    [null, 'required'],
    ['', 'required'],
    ['  \u3000 ', 'required'],
    ["''", 'required'],
    [914403001922038300, 'credit-code-not-text'],
    [true, 'credit-code-not-text'],
    [['91411323MAXX00015T'], 'credit-code-not-text'],
    [{}, 'credit-code-not-text'],
    ['440301103097413', 'credit-code-old-registration-number'],
    ['411323000012345', 'credit-code-old-registration-number'],
    ['192203821', 'credit-code-organisation-code'],
    ['19220382-1', 'credit-code-organisation-code'],
    ['71526726-X', 'credit-code-organisation-code'],
    ['MAXX00015', 'credit-code-organisation-code'],
    ['91411323MAXX00015', 'credit-code-length'],
    ['91411323MAXX00015TT', 'credit-code-length'],
    ['西峡县某某有限公司', 'credit-code-length'],
    ['91411323MAXX0001中T', 'credit-code-character'],
    ['91411323MAXX0001-T', 'credit-code-character'],
    ['91411323-MAXX00015', 'credit-code-character'],
    ['91411A23MAXX00015T', 'credit-code-division'],
    ['91411323MAXX00015A', 'credit-code-check-digit'],
    ["91411323'; DROP TABLE", 'credit-code-character'],
    ["91411323'; DROP TABLES", 'credit-code-length'],
    ['11010519491231002X', 'credit-code-personal-id'],
    ['😀'.repeat(18), 'credit-code-character'],
    ['😀'.repeat(17), 'credit-code-length'],
  ])('%p is refused as %s', (input, code) => {
    const issue = refusalOf(input);
    expect(issue.code).toBe(code);
    expect(issue.message).toMatch(/[\u4e00-\u9fff]/);
    expect(issue.message).toContain('18位');
  });

  it.each([41, 100, 101, 1_000_000])('%i characters are too many', (length) => {
    expect(refusalOf('9'.repeat(length)).code).toBe('credit-code-length');
  });

  it('does not repeat an identity number, since messages end up in logs', () => {
    expect(refusalOf('11010519491231002X').message).not.toContain('110105');
  });

  it('stays short whatever was sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 5000 }), fc.anything()), (input) => {
        const answer = parseCreditCode(input);
        if (answer instanceof Refusal) expect(answer.detail.length).toBeLessThan(250);
        else expect(isCreditCode(answer)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('completeCreditCode', () => {
  it.each(VALID)('gives %s its two last characters', (code) => {
    expect(completeCreditCode(code.slice(0, 16))).toBe(code);
  });

  it.each(['', '91411323MAXX000', '91411323MAXX00015', '91411323MAXX000I', '9141132AMAXX0001'])(
    'throws on %j, which is no beginning of a code',
    (first16) => {
      expect(() => completeCreditCode(first16)).toThrow(RangeError);
    },
  );
});
