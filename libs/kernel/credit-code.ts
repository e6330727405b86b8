import { explainCreditCode } from './credit-code-advice.js';
import {
  CREDIT_CODE_ALPHABET,
  isValidCreditCode,
  organisationCheckDigit,
  finalCheckDigit,
} from './credit-code-digits.js';
import { Refusal } from './refusal.js';

/** 统一社会信用代码 in canonical form (GB 32100-2015): 18 characters, both check digits right. */
export type CreditCode = string & { readonly __creditCode: never };

/** Nobody writes a code longer than this, however many spaces and quotes they leave in. */
const LONGEST_INPUT = 100;
const NOISE = /[\s'"`‘’“”「」\u00ad\u200b-\u200f\u2060\ufeff]/gu;

/**
 * Reads a credit code as people and sheets write it: full-width or lower-case letters, spaces and
 * quotes are put right; everything else that is wrong is refused with what to do about it.
 * @param path the field the refusal names.
 */
export function parseCreditCode(input: unknown, path = 'creditCode'): CreditCode | Refusal {
  const text = normalise(input);
  if (text !== undefined && isValidCreditCode(text)) return text as CreditCode;
  const { code, message } = explainCreditCode(input, text);
  return Refusal.unacceptable([{ path, code, message }]);
}

/** True for a code in canonical form: nothing is normalised here. */
export function isCreditCode(text: unknown): text is CreditCode {
  return typeof text === 'string' && isValidCreditCode(text);
}

/**
 * Adds both check digits to the first sixteen characters (registering department, category,
 * division, eight characters of the organisation code). For seeds and tests.
 * @throws RangeError when it is not sixteen characters of the standard's alphabet.
 */
export function completeCreditCode(first16: string): CreditCode {
  const legal = [...first16].every((char) => CREDIT_CODE_ALPHABET.includes(char));
  if (first16.length !== 16 || !legal || !/^\d{6}$/.test(first16.slice(2, 8))) {
    throw new RangeError(`not the first sixteen characters of a credit code: ${first16}`);
  }
  const first17 = first16 + organisationCheckDigit(first16.slice(8));
  return (first17 + finalCheckDigit(first17)) as CreditCode;
}

function normalise(input: unknown): string | undefined {
  if (typeof input !== 'string' || input.length > LONGEST_INPUT) return undefined;
  return input.normalize('NFKC').replace(NOISE, '').toUpperCase();
}
