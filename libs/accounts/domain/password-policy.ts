import { COMMON_WORDS, KEYBOARD_RUNS } from './common-passwords.js';

export const SHORTEST_PASSWORD = 10;
/** Argon2 takes any length, but nobody should make us hash a book. */
export const LONGEST_PASSWORD = 128;
const FEWEST_DIFFERENT = 5;

export interface PasswordFault {
  readonly code: string;
  /** Chinese: what is wrong and what would be accepted. */
  readonly message: string;
}

/**
 * The form in which a password is hashed and compared: NFKC, so that the same keys on another
 * keyboard (full-width digits) give the same password. Nothing is trimmed.
 */
export function normalisePassword(input: string): string {
  return input.normalize('NFKC');
}

/**
 * What is wrong with a new password, or undefined. No rule asks for classes of characters: length
 * and not being guessable count (NIST SP 800-63B §5.1.1.2).
 */
export function passwordFault(input: unknown, username: string): PasswordFault | undefined {
  if (typeof input !== 'string' || input === '') {
    return { code: 'required', message: `密码不能为空，至少${SHORTEST_PASSWORD}位` };
  }
  if (input.length > LONGEST_PASSWORD * 2) return tooLong();
  const password = normalisePassword(input);
  const length = [...password].length;
  if (length > LONGEST_PASSWORD) return tooLong();
  if (length < SHORTEST_PASSWORD) {
    return {
      code: 'password-too-short',
      message: `密码至少${SHORTEST_PASSWORD}位，现为${length}位；可用几个互不相干的词组成`,
    };
  }
  if (/\p{Cc}|\p{Cs}/u.test(password)) {
    return { code: 'password-character', message: '密码不能含控制字符，请用可见字符' };
  }
  return guessable(password.toLowerCase(), username);
}

function tooLong(): PasswordFault {
  return { code: 'password-too-long', message: `密码最多${LONGEST_PASSWORD}位` };
}

function guessable(lower: string, username: string): PasswordFault | undefined {
  if (username !== '' && lower.includes(username)) {
    return { code: 'password-contains-username', message: '密码不能包含用户名，请另选一个' };
  }
  if (new Set(lower).size < FEWEST_DIFFERENT) {
    return {
      code: 'password-too-simple',
      message: `密码至少要有${FEWEST_DIFFERENT}个不同的字符`,
    };
  }
  return isCommon(lower)
    ? {
        code: 'password-common',
        message: '此密码过于常见（常用词、连续键位或年份数字的组合），容易被猜中，请另选一个',
      }
    : undefined;
}

/**
 * Common words and runs of the keyboard, however they are decorated: what is left after taking
 * them, digits and punctuation away is too short to be a secret.
 */
function isCommon(lower: string): boolean {
  const letters = undoLeet(lower);
  return [lower, letters].some((text) => {
    const rest = takeAway(text).replace(/[\p{P}\p{S}\p{Z}\d]/gu, '');
    return [...rest].length < 4 && (hasRun(text) || hasCommonWord(text) || isMostlyDigits(text));
  });
}

function undoLeet(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '7': 't',
    '@': 'a',
    $: 's',
    '!': 'i',
  };
  return text.replace(/[013457@$!]/g, (char) => letters[char] ?? char);
}

function takeAway(text: string): string {
  return [...KEYBOARD_RUNS, ...COMMON_WORDS].reduce(
    (rest, word) => rest.replaceAll(word, ''),
    text,
  );
}

function hasRun(text: string): boolean {
  return KEYBOARD_RUNS.some((run) => text.includes(run));
}

function hasCommonWord(text: string): boolean {
  return COMMON_WORDS.some((word) => text.includes(word));
}

/** Dates, telephone and identity numbers, also with strokes between: digits alone are no secret. */
function isMostlyDigits(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(/\d/g) >= 6 && count(/\p{L}/gu) <= 2;
}
