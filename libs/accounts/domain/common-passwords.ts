/**
 * Words that passwords are made of, longest first so that taking one away leaves nothing of it:
 * the top of every published list, what Chinese users type most, and the words of this bureau.
 */
export const COMMON_WORDS: readonly string[] = [
  'administrator',
  'woaizhongguo',
  'kejichuangxin',
  'chuangxin',
  'password',
  'passw0rd',
  'baseball',
  'football',
  'sunshine',
  'princess',
  'iloveyou',
  'trustno',
  'starwars',
  'superman',
  'woaini',
  'wangluo',
  'zhongguo',
  'nanyang',
  'xixiaxian',
  'jingban',
  'mima',
  'henan',
  'xixia',
  'keji',
  'kjj',
  'dragon',
  'monkey',
  'master',
  'shadow',
  'letmein',
  'welcome',
  'changeme',
  'secret',
  'hello',
  'login',
  'guest',
  'default',
  'system',
  'manager',
  'officer',
  'auditor',
  'enterprise',
  'security',
  'statistician',
  'registry',
  'taizhang',
  'qiye',
  'admin',
  'sysadmin',
  'secadmin',
  'root',
  'user',
  'test',
  'temp',
  'pass',
  'demo',
  'love',
  'aini',
].sort((a, b) => b.length - a.length);

/** Neighbours on the keyboard and in the alphabet, four and more, both ways; longest first. */
export const KEYBOARD_RUNS: readonly string[] = runs([
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1234567890',
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn',
  'qazwsxedcrfvtgbyhnujm',
  'q1w2e3r4t5y6u7i8o9p0',
  '!@#$%^&*()',
]);

function runs(rows: readonly string[]): string[] {
  const found = new Set<string>();
  for (const row of rows.flatMap((each) => [each, [...each].reverse().join('')])) {
    for (let length = row.length; length >= 4; length -= 1) {
      for (let at = 0; at + length <= row.length; at += 1) found.add(row.slice(at, at + length));
    }
  }
  return [...found].sort((a, b) => b.length - a.length);
}
