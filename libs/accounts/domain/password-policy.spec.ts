import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalisePassword, passwordFault } from './password-policy.js';

const codeOf = (password: unknown): string | undefined => passwordFault(password, 'officer')?.code;

describe('a new password', () => {
  it.each([
    'correct-horse-battery',
    'Correct Horse 42',
    'tiger lamp river',
    'x7kq-mm2v-p9rt',
    'k3j9x-7mq2p-vw8rt-5nz4h',
    '西峡的猕猴桃很甜很好吃',
    '香菇和山茱萸都好吃呀',
    '猕猴桃-2023-很甜-很甜',
    'ZgHbKqWmRt',
    '😀😁😂🤣😃😄😅😆😉😊',
  ])('%j will do', (password) => {
    expect(codeOf(password)).toBeUndefined();
  });

  it.each([
    [undefined, 'required'],
    [null, 'required'],
    ['', 'required'],
    [1_234_567_890, 'required'],
    [{}, 'required'],
    ['x7kq-mm2v', 'password-too-short'],
    ['demo-2023', 'password-too-short'],
    ['😀😁😂🤣😃😄😅😆😉', 'password-too-short'],
    ['x7kq'.repeat(33), 'password-too-long'],
    ['x'.repeat(1_000), 'password-too-long'],
    ['x7kq-mm2v\u0000p9rt', 'password-character'],
    ['x7kq-mm2v\np9rt', 'password-character'],
    ['aaaaaaaaaaaa', 'password-too-simple'],
    ['abababababab', 'password-too-simple'],
    ['officer-of-tiger-river', 'password-contains-username'],
    ['tiger-OFFICER-river', 'password-contains-username'],
    ['password123', 'password-common'],
    ['Password@2023', 'password-common'],
    ['P@ssw0rd!!!', 'password-common'],
    ['p455w0rd2023', 'password-common'],
    ['admin123456', 'password-common'],
    ['Admin@123456', 'password-common'],
    ['1234567890', 'password-common'],
    ['0987654321', 'password-common'],
    ['12345678910', 'password-common'],
    ['13812345678', 'password-common'],
    ['1990010213', 'password-common'],
    ['2023-06-15-1', 'password-common'],
    ['qwertyuiop', 'password-common'],
    ['qwerty12345', 'password-common'],
    ['1qaz2wsx3edc', 'password-common'],
    ['!QAZ2wsx#EDC', 'password-common'],
    ['asdfghjkl;', 'password-common'],
    ['woaini1314520', 'password-common'],
    ['Xixia@2023..', 'password-common'],
    ['xixia-keji-2023', 'password-common'],
    ['Nanyang2023!', 'password-common'],
    ['abcdefghij', 'password-common'],
    ['abc1234567', 'password-common'],
    ['ｐａｓｓｗｏｒｄ１２３', 'password-common'],
  ])('%j: %p', (password, code) => {
    expect(codeOf(password)).toBe(code);
  });

  it('says in Chinese what is wrong, and never repeats the password', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (password) => {
        const fault = passwordFault(password, 'officer');
        if (!fault) return;
        expect(fault.message).toMatch(/[\u4e00-\u9fff]/);
        if (!/^\d+$/.test(password)) expect(fault.message).not.toContain(password);
      }),
    );
  });

  it('is judged at any length without trouble', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        passwordFault(input, 'officer');
      }),
    );
  });
});

describe('comparing passwords', () => {
  it('does not depend on full-width keys, but on every blank', () => {
    expect(normalisePassword('ａｂｃ１２３')).toBe('abc123');
    expect(normalisePassword(' a ')).toBe(' a ');
  });
});
