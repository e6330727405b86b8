import { parseCreditCode, type CreditCode } from '#libs/kernel/credit-code.js';
import { orThrow, Refusal, RefusalError } from '#libs/kernel/refusal.js';

/** The code of an address, in canonical form. @throws RefusalError 422 */
export function creditCodeIn(text: string): CreditCode {
  return orThrow(parseCreditCode(text, 'creditCode'));
}

/** The year of an address. @throws RefusalError 422 */
export function yearIn(text: string): number {
  if (/^20\d{2}$/.test(text)) return Number(text);
  const message = '年度应为 2000 至 2099 的四位数字，如 2022';
  throw new RefusalError(Refusal.unacceptable([{ path: 'year', code: 'not-a-year', message }]));
}
