import { describe, expect, it } from '@jest/globals';
import { personalDataIn } from './personal-data.js';

describe('personal data in a text', () => {
  it.each([
    ['身份证11010519491231002X', 'id-card'],
    ['证号：410323 19900307 1234', 'id-card'],
    ['４１０３２３１９９００３０７１２３４', 'id-card'],
    ['请致电13800138000核实', 'mobile-number'],
    ['电话 138-0013-8000', 'mobile-number'],
    ['+86 138 0013 8000', 'mobile-number'],
    ['8613800138000', 'mobile-number'],
    // Rather an amount too many than a number that stays for ever: amounts belong into figures.
    ['研发费用 13800138000.00 元', 'mobile-number'],
  ])('%s: %s', (text, found) => {
    expect(personalDataIn(text)).toBe(found);
  });

  it.each([
    '统一社会信用代码91411323MAXX00015T',
    '代码 914113237474747474',
    '证书 GR202341000123，2023-11-22 发证',
    '合同登记号 20234113230000017',
    '电话 0377-69662233',
    '2020年、2021年、2022年三年',
    '',
  ])('%s: none', (text) => {
    expect(personalDataIn(text)).toBeUndefined();
  });
});
