import type { Attributes } from '#libs/recognitions/domain/events.js';

/**
 * What makes two transfers the same result: its provider and its name. Names are typed from papers,
 * so width, case, blanks and the shape of brackets and quotes do not tell results apart; everything
 * else does (`2.0` is not `20`).
 */
export function resultKey(attributes: Attributes): string {
  const provider = attributes['provider'];
  const { name, naturalPerson, regionCode } = (
    typeof provider === 'object' && provider !== null ? provider : {}
  ) as Attributes;
  const from = naturalPerson === true ? `person@${plain(regionCode)}` : normalise(plain(name));
  return `${from}|${normalise(plain(attributes['name']))}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function normalise(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s\p{Cf}\p{Pi}\p{Pf}"'《》〈〉「」『』]/gu, '')
    .replace(/\p{Ps}/gu, '(')
    .replace(/\p{Pe}/gu, ')')
    .toLowerCase();
}
