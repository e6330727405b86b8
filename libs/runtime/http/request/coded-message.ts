/** class-validator hands on nothing but a text; code and sentence travel in it together. */
const SEPARATOR = '\u0000';

/** A validator's message: a stable code and a Chinese sentence saying what would be accepted. */
export function coded(code: string, sentence: string): string {
  return `${code}${SEPARATOR}${sentence}`;
}

/** Takes a {@link coded} message apart; undefined for any other text. */
export function readCoded(message: string): { code: string; sentence: string } | undefined {
  const [code, sentence] = message.split(SEPARATOR);
  return code !== undefined && sentence !== undefined ? { code, sentence } : undefined;
}
