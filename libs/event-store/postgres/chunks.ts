import type { BatchItem } from './append-batcher.js';

/** Most requests, events and bytes in one transaction of `appendMany`. */
const REQUESTS = 1_000;
const EVENTS = 2_000;
const BYTES = 4_000_000;

/** Cuts a list into parts that are written one after the other; one item may be larger than a part. */
export function chunksOf<Item extends BatchItem>(items: readonly Item[]): Item[][] {
  const chunks: Item[][] = [];
  let [chunk, events, bytes]: [Item[], number, number] = [[], 0, 0];
  for (const item of items) {
    const full =
      chunk.length === REQUESTS || events + item.events > EVENTS || bytes + item.bytes > BYTES;
    if (chunk.length > 0 && full) {
      chunks.push(chunk);
      [chunk, events, bytes] = [[], 0, 0];
    }
    chunk.push(item);
    events += item.events;
    bytes += item.bytes;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}
