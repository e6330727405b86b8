/** How many wrong passwords are too many. Counted within `windowMs`; a lock lasts as long. */
export interface LockOutPolicy {
  readonly windowMs: number;
  /** Failures of one account from one address. */
  readonly perPair: number;
  /** Failures from one address, whatever the account: guessing many accounts from one place. */
  readonly perAddress: number;
}

/**
 * Failures count on the pair of account and address, so nobody can lock the officer out from
 * elsewhere. An address may be a whole office behind one router, so its own limit is wide.
 */
export const LOCK_OUT: LockOutPolicy = { windowMs: 15 * 60_000, perPair: 5, perAddress: 100 };

/** Failures within the window, newest last or not; instants in ms. */
export interface RecentFailures {
  readonly ofPair: readonly number[];
  readonly ofAddress: readonly number[];
}

/**
 * Until when sign-in is closed, in ms; undefined when it is open. The lock runs from the failure
 * that was one too many; what is tried during a lock is not counted, so waiting always helps.
 */
export function lockedUntil(
  failures: RecentFailures,
  now: number,
  policy: LockOutPolicy = LOCK_OUT,
): number | undefined {
  const until = Math.max(
    endOfLock(failures.ofPair, policy.perPair, policy.windowMs),
    endOfLock(failures.ofAddress, policy.perAddress, policy.windowMs),
  );
  return until > now ? until : undefined;
}

/** For `Retry-After`: whole seconds until then, at least 1. */
export function secondsUntil(until: number, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1000));
}

function endOfLock(failures: readonly number[], limit: number, windowMs: number): number {
  const newest = [...failures].sort((a, b) => a - b);
  const last = newest.at(-1);
  const first = newest.at(-limit);
  if (last === undefined || first === undefined || newest.length < limit) return -Infinity;
  return last - first < windowMs ? last + windowMs : -Infinity;
}
