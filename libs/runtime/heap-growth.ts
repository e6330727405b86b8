import { setFlagsFromString } from 'node:v8';

/** Percent of what is in use that the heap may grow by before it is collected. */
const GROWTH = 100;

/**
 * Keeps a process that works through a hundred thousand of something from keeping their garbage:
 * left alone, V8 lets the heap grow to four times what is in use where the machine has the memory,
 * and never gives much of it back. Nothing fails at the limit, the heap is only collected sooner.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}
