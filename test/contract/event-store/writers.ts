import type { AppendOutcome, AppendRequest, EventStore } from '#libs/event-store/port.js';
import { newEvents, type ContractSubject } from './subject.js';

/** One in four appends holds its transaction open, one in ten is rolled back. */
const SLOW_EVERY = 4;
const ROLLED_BACK_EVERY = 10;

/**
 * Writers that append side by side, half of them to streams of their own, half to shared ones.
 * @returns ids of the events whose append was acknowledged
 */
export async function runWriters(
  subject: ContractSubject,
  category: string,
  load: { readonly writers: number; readonly ms: number },
): Promise<Set<string>> {
  const acknowledged = new Set<string>();
  const deadline = Date.now() + load.ms;
  const write = async (writer: number) => {
    for (let n = writer; Date.now() < deadline; n += 1) {
      const own = n % 2 === 0 ? `${writer}.${Math.floor(n / 20)}` : `shared.${n % 5}`;
      const events = newEvents(1 + (n % 3));
      const request = { stream: `${category}-${own}`, expected: 'any' as const, events };
      const outcome = await append(subject, request, n);
      if (outcome && outcome.outcome !== 'conflict') for (const e of events) acknowledged.add(e.id);
    }
  };
  await Promise.all(Array.from({ length: load.writers }, (_, writer) => write(writer)));
  return acknowledged;
}

function append(
  { store, slowAppend }: ContractSubject,
  request: AppendRequest,
  n: number,
): Promise<AppendOutcome | undefined> {
  const rollback = n % ROLLED_BACK_EVERY === 0;
  if (!slowAppend || (n % SLOW_EVERY !== 0 && !rollback)) return appendNow(store, request);
  return slowAppend(request, { holdMs: 20 + ((n * 13) % 60), rollback });
}

async function appendNow(store: EventStore, request: AppendRequest) {
  return store.append(request);
}

/** What a reader got wrong. */
export function verdict(
  acknowledged: ReadonlySet<string>,
  read: readonly { readonly id: string; readonly stream: string; readonly revision: bigint }[],
): { lost: number; doubled: number; outOfOrder: number } {
  const seen = new Set(read.map((e) => e.id));
  const last = new Map<string, bigint>();
  let outOfOrder = 0;
  for (const { stream, revision } of read) {
    if (revision !== (last.get(stream) ?? -1n) + 1n) outOfOrder += 1;
    last.set(stream, revision);
  }
  return {
    lost: [...acknowledged].filter((id) => !seen.has(id)).length,
    doubled: read.length - seen.size,
    outOfOrder,
  };
}
