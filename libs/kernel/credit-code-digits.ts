/** The 31 characters of GB 32100-2015; the index is the value. I, O, S, V and Z never appear. */
export const CREDIT_CODE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** 3^(i−1) mod 31 for the first seventeen places. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

/** GB 11714-1997, for the eight characters of an organisation code; A = 10 … Z = 35. */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

const SHAPE = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** True when the canonical text has the shape of the standard and both check digits are right. */
export function isValidCreditCode(text: string): boolean {
  return (
    SHAPE.test(text) &&
    text.charAt(16) === organisationCheckDigit(text.slice(8, 16)) &&
    text.charAt(17) === finalCheckDigit(text.slice(0, 17))
  );
}

/** Check digit of an organisation code (place 17 of a credit code): 0–9 or X. */
export function organisationCheckDigit(body: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, i) => total + weight * Number.parseInt(body.charAt(i), 36),
    0,
  );
  const check = 11 - (sum % 11);
  if (check === 10) return 'X';
  return check === 11 ? '0' : String(check);
}

/** Check character of the whole code (place 18). */
export function finalCheckDigit(first17: string): string {
  const sum = WEIGHTS.reduce(
    (total, weight, i) => total + weight * CREDIT_CODE_ALPHABET.indexOf(first17.charAt(i)),
    0,
  );
  return CREDIT_CODE_ALPHABET.charAt((31 - (sum % 31)) % 31);
}
