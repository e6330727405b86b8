/**
 * The canonical form of a name to sign in with: lower case, 2–32 characters of `a–z 0–9 . _ -`,
 * beginning with a letter. Undefined when the input is none. People's own names do not fit on
 * purpose: usernames appear in the audit trail for ever.
 */
export function parseUsername(input: unknown): string | undefined {
  if (typeof input !== 'string' || input.length > 100) return undefined;
  const name = input.normalize('NFKC').trim().toLowerCase();
  return /^[a-z][a-z0-9._-]{1,31}$/.test(name) ? name : undefined;
}

export const USERNAME_RULE =
  '用户名须为2至32位，以字母开头，只用小写字母、数字、点、下划线和短横线（请用岗位名，不要用真实姓名）';
