import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '../port.js';
import { ChainCheck, type ChainItem } from './chain-check.js';
import { beginningOf, sealEvents, type ChainHead, type Seal } from './chain.js';
import { digestCalled } from './digest.js';
import type { Finding } from './findings.js';

const EMPTY: ChainHead = {
  chain: 1,
  ledgerId: '1a2b3c4d',
  position: 0n,
  digest: beginningOf('1a2b3c4d'),
  algorithm: null,
};

function event(n: number): RecordedEvent {
  return {
    id: `018bf3d4-6c00-7000-8000-${String(n).padStart(12, '0')}`,
    stream: `stream-${n % 3}`,
    revision: BigInt(Math.floor(n / 3)),
    // With gaps, so that there is room for what was never there.
    position: BigInt(n * 2),
    type: 'thing.happened',
    data: { n },
    metadata: {},
    recordedAt: '2023-11-22T01:02:03.004Z',
  };
}

interface Item {
  readonly event?: RecordedEvent;
  readonly seal?: Seal;
}

/** A sound chain; the algorithm changes after a third of it. */
function soundChain(length: number): { items: Item[]; head: ChainHead } {
  const events = Array.from({ length }, (_, n) => event(n + 1));
  const switchAt = Math.ceil(length / 3);
  const first = sealEvents(EMPTY, events.slice(0, switchAt), digestCalled('sha256'));
  const middle = first.at(-1);
  const rest = sealEvents(
    middle ? { ...EMPTY, ...middle } : EMPTY,
    events.slice(switchAt),
    digestCalled('sm3'),
  );
  const seals = [...first, ...rest];
  const items = events.map((one, index) => ({
    event: one,
    ...(seals[index] && { seal: seals[index] }),
  }));
  const last = seals.at(-1);
  return { items, head: last ? { ...EMPTY, ...last } : EMPTY };
}

function check(items: readonly Item[], head: ChainHead): string[] {
  const found: Finding[] = [];
  const run = new ChainCheck(EMPTY.digest, (finding) => void found.push(finding));
  for (const item of items) run.step(item satisfies ChainItem);
  run.end(head);
  return found.map((f) => `${f.fault} ${f.position} ${f.stream} ${f.eventId.slice(-2)}`.trim());
}

const flip = (seal: Seal): Seal => {
  const digest = Buffer.from(seal.digest);
  digest.writeUInt8(digest.readUInt8(3) ^ 1, 3);
  return { ...seal, digest };
};

/** One damage at place `at` of a chain, and what must be said of it. */
const DAMAGES: Readonly<
  Record<string, (items: Item[], at: number) => { items: Item[]; said: string[] } | undefined>
> = {
  'a changed event': (items, at) =>
    change(
      items,
      at,
      (item) => ({ ...item, event: { ...need(item.event), data: { n: -1 } } }),
      'event-changed',
    ),
  'a changed record time': (items, at) =>
    change(
      items,
      at,
      (item) => ({
        ...item,
        event: { ...need(item.event), recordedAt: '2023-11-22T01:02:03.005Z' },
      }),
      'event-changed',
    ),
  'a missing event': (items, at) =>
    change(items, at, ({ seal }) => ({ ...(seal && { seal }) }), 'event-missing'),
  'a missing seal': (items, at) =>
    change(items, at, (item) => ({ event: need(item.event) }), 'seal-missing'),
  'a changed seal': (items, at) =>
    change(items, at, (item) => ({ ...item, seal: flip(need(item.seal)) }), 'seal-changed'),
  'an inserted event': (items, at) => {
    const inserted = { ...event(99), position: BigInt(at * 2 + 3) };
    // Behind the last seal it would be an event that is not sealed yet.
    if (at + 1 >= items.length) return undefined;
    return {
      items: [...items.slice(0, at + 1), { event: inserted }, ...items.slice(at + 1)],
      said: [line('event-inserted', inserted)],
    };
  },
  'an inserted seal': (items, at) => {
    const forged = flip({ ...need(items[at]?.seal), position: BigInt(at * 2 + 3) });
    if (at + 1 >= items.length) return undefined;
    return {
      items: [...items.slice(0, at + 1), { seal: forged }, ...items.slice(at + 1)],
      said: [line('seal-inserted', { ...need(items[at]?.event), position: forged.position })],
    };
  },
  'two swapped events': (items, at) => {
    const [one, other] = [items[at], items[at + 1]];
    if (!one || !other) return undefined;
    const swap = (to: Item, from: Item): Item => ({
      ...to,
      event: { ...need(from.event), position: need(to.event).position },
    });
    const [here, there] = [swap(one, other), swap(other, one)];
    return {
      items: [...items.slice(0, at), here, there, ...items.slice(at + 2)],
      said: [line('event-replaced', need(here.event)), line('event-replaced', need(there.event))],
    };
  },
};

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing there');
  return value;
}

function line(fault: string, { position, stream, id }: RecordedEvent): string {
  return `${fault} ${position} ${stream} ${id.slice(-2)}`;
}

function change(items: Item[], at: number, how: (item: Item) => Item, fault: string) {
  const changed = items.map((item, index) => (index === at ? how(item) : item));
  return { items: changed, said: [line(fault, need(items[at]?.event))] };
}

const chains = fc.integer({ min: 1, max: 12 });

describe('checking a chain of seals', () => {
  it('says nothing of a sound one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), (length) => {
        const { items, head } = soundChain(length);
        expect(check(items, head)).toEqual([]);
      }),
    );
  });

  it.each(Object.keys(DAMAGES))('names %s, wherever it is, and nothing else', (name) => {
    fc.assert(
      fc.property(chains, fc.nat(), (length, place) => {
        const { items, head } = soundChain(length);
        const damaged = DAMAGES[name]?.(items, place % length);
        if (damaged) expect(check(damaged.items, head)).toEqual(damaged.said);
      }),
    );
  });

  it('names two damages that do not touch, each at its place', () => {
    const names = Object.keys(DAMAGES).filter((name) => !/insert|swap/.test(name));
    const damage = fc.constantFrom(...names);
    fc.assert(
      fc.property(damage, damage, fc.integer({ min: 2, max: 6 }), (one, other, apart) => {
        const { items, head } = soundChain(12);
        const first = need(DAMAGES[one]?.(items, 2));
        const second = need(DAMAGES[other]?.(first.items, 2 + apart));
        expect(check(second.items, head)).toEqual([...first.said, ...second.said]);
      }),
    );
  });

  it('names every event of a stretch whose seals are gone, also at the end', () => {
    const { items, head } = soundChain(300);
    for (const [from, to] of [
      [100, 160],
      [250, 300],
    ] as const) {
      const bare = items.map((item, n) =>
        n >= from && n < to ? { event: need(item.event) } : item,
      );
      const said = check(bare, head);
      expect(said).toHaveLength(to - from);
      expect(new Set(said.map((one) => one.split(' ')[0]))).toEqual(new Set(['seal-missing']));
    }
  });

  it('names every event of a stretch that was put in, or taken out', () => {
    const { items, head } = soundChain(100);
    const put = Array.from({ length: 40 }, (_, n) => ({
      event: { ...event(500 + n), position: 81n },
    }));
    const inserted = check([...items.slice(0, 40), ...put, ...items.slice(40)], head);
    expect(inserted).toHaveLength(40);
    expect(inserted.every((one) => one.startsWith('event-inserted 81'))).toBe(true);
    const out = items.map((item, n) =>
      n >= 40 && n < 80 && item.seal ? { seal: item.seal } : item,
    );
    const missing = check(out, head);
    expect(missing).toHaveLength(40);
    expect(missing.every((one) => one.startsWith('event-missing'))).toBe(true);
  });

  it('names a head that is not where the seals end', () => {
    const { items, head } = soundChain(4);
    expect(check(items, { ...head, digest: Buffer.alloc(32) })).toEqual(['head-changed 8']);
  });

  it('finds that something is wrong when seals are of an algorithm it does not know', () => {
    const { items, head } = soundChain(4);
    const unknown = items.map((item, n) =>
      n === 1 ? { ...item, seal: { ...need(item.seal), algorithm: 'md5' } } : item,
    );
    expect(check(unknown, head)).not.toEqual([]);
  });

  it('ends, and finds, whatever was done to a chain', () => {
    const names = Object.keys(DAMAGES);
    const damages = fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(11)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(damages, (done) => {
        const { items, head } = soundChain(12);
        let now = items;
        for (const [name, at] of done) {
          if (now[at]?.event && now[at].seal && now[at + 1]?.event)
            now = DAMAGES[name]?.(now, at)?.items ?? now;
        }
        // Damages may undo each other.
        fc.pre(JSON.stringify(plain(now)) !== JSON.stringify(plain(items)));
        expect(check(now, head)).not.toEqual([]);
      }),
    );
  });
});

function plain(items: readonly Item[]) {
  return items.map(({ event: e, seal: s }) => [
    e && [e.id, String(e.position), e.stream, e.data, e.recordedAt],
    s && [String(s.position), s.digest.toString('hex')],
  ]);
}
