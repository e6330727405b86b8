import type { Issues } from '#libs/kernel/read-fields.js';

/** Between the digits of a number people write blanks and hyphens. */
const BETWEEN_DIGITS = /(?<=\d)[\s\u00a0\u3000-](?=[\dXx])/g;
/** GB 11643: place, day of birth, three digits, check character. A credit code has no day in it. */
const ID_CARD =
  /(?<![0-9A-Z])[1-8]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Z])/i;
const MOBILE = /(?<![0-9A-Z])(?:(?:\+|00)?86)?1[3-9]\d{9}(?![0-9A-Z])/i;

/** `id-card` or `mobile-number` when the text holds what looks like one. */
export function personalDataIn(text: string): 'id-card' | 'mobile-number' | undefined {
  const plain = text.normalize('NFKC');
  const joined = plain.replace(BETWEEN_DIGITS, '');
  if (ID_CARD.test(plain) || ID_CARD.test(joined)) return 'id-card';
  return MOBILE.test(plain) || MOBILE.test(joined) ? 'mobile-number' : undefined;
}

/** Events are kept for ever, so what looks like personal data is not let into one. */
export function refusePersonalData(
  text: string,
  path: string,
  label: string,
  issues: Issues,
): void {
  const found = personalDataIn(text);
  if (found === undefined) return;
  const what = found === 'id-card' ? '身份证号码' : '手机号码';
  issues.add(
    path,
    'personal-data',
    `${label}中有疑似${what}的数字：台账长期保存、不可删除，请去掉个人信息后再提交`,
  );
}
