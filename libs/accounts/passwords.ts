import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { normalisePassword } from './domain/password-policy.js';

/** Argon2id (the library's default kind) with the first of the settings that OWASP names. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** No letters or digits that look alike on paper. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A hash that no password has, made with the same settings as the real ones. */
let nobody: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(normalisePassword(password), ARGON2ID);
}

/**
 * Whether the password is the one that was hashed. Without a hash (there is no such account) the
 * same work is done for nothing, so that the time of the answer tells nothing either.
 */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(24).toString('base64'));
  const matches = await verify(passwordHash ?? (await nobody), normalisePassword(password));
  return matches && passwordHash !== undefined;
}

/** A password to hand over on paper: 20 characters in fives, about 99 bits. */
export function generatePassword(): string {
  const group = (): string =>
    Array.from({ length: 5 }, () => READABLE.charAt(randomInt(READABLE.length))).join('');
  return [group(), group(), group(), group()].join('-');
}
