/**
 * The fence: every append holds this advisory lock in shared mode from before it takes positions
 * until its commit is visible. Writers never wait for each other on it; readers only look who holds
 * it (`pg_locks`) to know which positions may still appear. Part of the migrated functions, so it
 * must never change.
 */
export const FENCE = 20_260_411;
