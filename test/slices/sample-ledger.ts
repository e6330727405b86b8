import fc from 'fast-check';
import {
  deregister,
  move,
  readDeregistration,
  readMove,
  readRename,
  rename,
} from '#libs/enterprises/domain/changes.js';
import { enterpriseDecider } from '#libs/enterprises/domain/enterprise.js';
import { enterpriseStream, type EnterpriseEvent } from '#libs/enterprises/domain/events.js';
import { readRegistration, register } from '#libs/enterprises/domain/registration.js';
import type { RecordedEvent } from '#libs/event-store/port.js';
import type { Decider } from '#libs/kernel/decider.js';
import type { DomainEvent } from '#libs/kernel/event.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { uuidV5 } from '#libs/kernel/uuid.js';
import {
  correct,
  readCorrection,
  readRevocation,
  readWithdrawal,
  revoke,
  withdraw,
} from '#libs/recognitions/domain/amendments.js';
import {
  findingStream,
  recognitionId,
  recognitionStream,
  type RecognitionEvent,
  type RecognitionKind,
} from '#libs/recognitions/domain/events.js';
import { findKind } from '#libs/recognitions/domain/kinds/registry.js';
import { readRecording, record } from '#libs/recognitions/domain/record.js';
import { recognitionDecider } from '#libs/recognitions/domain/recognition.js';

export const CODES = [
  '91411323MAXX00015T',
  '91411323MAXX00023M',
  '91411323MAXX00031G',
  '91411323MAXX0004X8',
] as const;
const NAMES = ['西峡县甲有限公司', '西峡县乙（集团）有限公司', '西峡县丙有限公司'] as const;
const REGIONS = ['411323', '411326', '411302', '420100'] as const;
const DAYS = [
  '2020-06-01',
  '2021-12-31',
  '2022-12-31',
  '2023-01-01',
  '2023-06-15',
  '2023-11-22',
  '2024-01-25',
] as const;
const SOURCE = { title: '样本文件' };
const NAMESPACE = '7b0e6f4e-3c52-5d0b-9a51-0a3f4e0c1d22';

/** A command with choices by index, so that every random number means something. */
export type SampleCommand =
  | {
      readonly do: 'register' | 'rename' | 'move' | 'deregister';
      readonly who: number;
      readonly what: number;
      readonly on: number;
    }
  | {
      readonly do: 'record' | 'correct';
      readonly kind: number;
      readonly number: number;
      readonly who: number;
      readonly what: number;
      readonly on: number;
    }
  | {
      readonly do: 'revoke' | 'withdraw';
      readonly kind: number;
      readonly number: number;
      readonly what: number;
      readonly on: number;
    }
  | { readonly do: 'resolve'; readonly finding: string; readonly what: number };

const KINDS: readonly RecognitionKind[] = [
  'high-tech-firm',
  'sci-tech-sme',
  'innovation-platform',
  'tech-contract',
  'achievement-transfer',
];

/** Events as a store would have recorded them; gaps between positions, record times that rise. */
export class SampleLedger {
  readonly events: RecordedEvent[] = [];
  private readonly streams = new Map<string, DomainEvent[]>();
  private position = 0n;

  run(command: SampleCommand): void {
    switch (command.do) {
      case 'register':
      case 'rename':
      case 'move':
      case 'deregister':
        return this.enterprise(command);
      case 'record':
      case 'correct':
        return this.write(command);
      case 'revoke':
      case 'withdraw':
        return this.end(command);
      case 'resolve': {
        const note = at(['属实', '正常'], command.what);
        const data = { findingId: command.finding, resolution: 'accepted', note };
        return this.append(findingStream(command.finding), [
          { type: 'finding.resolved', schemaVersion: 1, data },
        ]);
      }
    }
  }

  private enterprise(c: SampleCommand & { readonly who: number; readonly what: number }): void {
    const code = at(CODES, c.who);
    const dated = { effectiveOn: at(DAYS, 'on' in c ? c.on : 0), source: SOURCE };
    const place = { regionCode: at(REGIONS, c.what) };
    const name = at(NAMES, c.what);
    this.decide(enterpriseStream(code), enterpriseDecider, (state) => {
      if (c.do === 'register') {
        const data = ok(readRegistration({ creditCode: code, name, regionCode: '411323' }));
        return register(data, '2024-12-31', state);
      }
      if (c.do === 'rename') return rename(ok(readRename(code, { name, ...dated })), state);
      if (c.do === 'move') return move(ok(readMove(code, { ...place, ...dated })), state);
      return deregister(ok(readDeregistration(code, dated)), state);
    });
  }

  private write(
    c: SampleCommand & {
      readonly kind: number;
      readonly number: number;
      readonly who: number;
      readonly what: number;
      readonly on: number;
    },
  ): void {
    const kind = at(KINDS, c.kind);
    const number = numberOf(kind, c.number);
    const attributes = attributesOf(kind, c.what, at(DAYS, c.on));
    const stream = recognitionStream(kind, number);
    if (c.do === 'correct') {
      const correction = ok(readCorrection({ attributes, reason: '更正', source: SOURCE }));
      const id = recognitionId(kind, number);
      return this.decide(stream, recognitionDecider, (state) => correct(correction, id, state));
    }
    const creditCode = at(CODES, c.who);
    if (!this.streams.has(enterpriseStream(creditCode))) return;
    // A number of the ledger is only given to record anew what was withdrawn.
    const isIssued = findKind(kind)?.number.issued !== undefined && !this.streams.has(stream);
    const rest = { attributes, source: SOURCE, ...(isIssued ? {} : { number }) };
    const input = { kind, creditCode, ...rest };
    const recording = readRecording(input);
    if (recording instanceof Refusal) return;
    this.decide(stream, recognitionDecider, (state) => record(recording, number, state));
  }

  private end(
    c: SampleCommand & { readonly kind: number; readonly number: number; readonly on: number },
  ): void {
    const kind = at(KINDS, c.kind);
    const number = numberOf(kind, c.number);
    const id = recognitionId(kind, number);
    this.decide(recognitionStream(kind, number), recognitionDecider, (state) => {
      if (c.do === 'withdraw') return withdraw(ok(readWithdrawal({ reason: '误录' })), id, state);
      const input = { effectiveOn: at(DAYS, c.on), reason: '取消', source: SOURCE };
      return revoke(ok(readRevocation(input)), id, state);
    });
  }

  private decide<State, E extends DomainEvent>(
    stream: string,
    decider: Decider<State, E>,
    decision: (state: State) => readonly DomainEvent[] | Refusal,
  ): void {
    const history = (this.streams.get(stream) ?? []) as unknown as E[];
    const decided = decision(history.reduce(decider.evolve, decider.initial));
    if (!(decided instanceof Refusal)) this.append(stream, decided);
  }

  private append(stream: string, events: readonly DomainEvent[]): void {
    const history = this.streams.get(stream) ?? [];
    for (const event of events) {
      this.position += BigInt(1 + (this.events.length % 3));
      const minute = String(this.events.length).padStart(6, '0');
      this.events.push({
        id: uuidV5(NAMESPACE, `${stream} ${history.length}`),
        stream,
        revision: BigInt(history.length),
        position: this.position,
        type: event.type,
        data: event.data,
        metadata: { schemaVersion: '1', actor: 'a-1', role: 'officer' },
        recordedAt: new Date(Date.UTC(2024, 0, 1) + Number(minute) * 60_000).toISOString(),
      });
      history.push(event);
    }
    if (history.length > 0) this.streams.set(stream, history);
  }
}

export type LedgerEvent = EnterpriseEvent | RecognitionEvent;

function numberOf(kind: RecognitionKind, n: number): string {
  const digit = String(n % 4);
  switch (kind) {
    case 'high-tech-firm':
      return `GR20234${digit === '3' ? '2' : '1'}00000${digit}`;
    case 'sci-tech-sme':
      return `20234113230001234${digit}`;
    case 'tech-contract':
      return `2341130000012${digit}`;
    default:
      return `${findKind(kind)?.number.issued}411323-2023-000${digit}`;
  }
}

function attributesOf(kind: RecognitionKind, what: number, on: string): Record<string, unknown> {
  const year = Number(on.slice(0, 4));
  switch (kind) {
    case 'high-tech-firm':
      return { recognitionYear: year, issuedOn: on, first: what % 2 === 0 };
    case 'sci-tech-sme':
      return { entryYear: year, announcedOn: on };
    case 'innovation-platform':
      return {
        name: at(['石墨中心', '（石墨）中心', '香菇中心'], what),
        platformType: '工程技术研究中心',
        level: at(['municipal', 'provincial'], what),
        approvedOn: on,
      };
    case 'tech-contract':
      return {
        contractKind: 'service',
        title: '服务',
        registeredOn: on,
        contractValue: at(['100', '5000000.50', '3000000'], what),
        technologyValue: '100',
        buyer: { name: at(NAMES, what), creditCode: at(CODES, what), regionCode: '411323' },
        ...(what % 3 === 0 ? {} : { seller: { name: at(NAMES, what + 1), regionCode: '410100' } }),
      };
    default:
      return {
        name: at(['方法一', '方法二'], what),
        form: 'licence',
        transferredOn: on,
        provider: { name: '样本大学' },
      };
  }
}

/** Random commands over few things, so that they meet. */
export function sampleCommands(findings: readonly string[] = []): fc.Arbitrary<SampleCommand[]> {
  const n = fc.nat({ max: 11 });
  const who = { who: n, what: n, on: n };
  const which = { kind: n, number: fc.nat({ max: 3 }) };
  const doing = <T extends SampleCommand['do']>(...all: T[]) => fc.constantFrom(...all);
  return fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: doing('register'), ...who }) },
      {
        weight: 2,
        arbitrary: fc.record({ do: doing('rename', 'move', 'move', 'deregister'), ...who }),
      },
      {
        weight: 8,
        arbitrary: fc.record({ do: doing('record', 'record', 'correct'), ...which, ...who }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ do: doing('revoke', 'withdraw'), ...which, what: n, on: n }),
      },
      ...(findings.length === 0
        ? []
        : [
            {
              weight: 1,
              arbitrary: fc.record({
                do: doing('resolve'),
                finding: fc.constantFrom(...findings),
                what: n,
              }),
            },
          ]),
    ),
    { minLength: 10, maxLength: 60 },
  );
}

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

function ok<T>(value: T | Refusal): T {
  if (value instanceof Refusal) throw new Error(`${value.code}: ${value.detail}`);
  return value;
}
