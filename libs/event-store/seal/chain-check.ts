import { LEDGER_DIGESTS } from '#libs/runtime/config/registry-config.js';
import type { RecordedEvent } from '../port.js';
import { linkDigest, sealedText, type ChainHead, type Seal } from './chain.js';
import { digestCalled, findDigest, type Digest } from './digest.js';
import type { Finding } from './findings.js';

/** What lies at one position: an event, a seal, or (as it should be) both. */
export interface ChainItem {
  readonly event?: RecordedEvent;
  readonly seal?: Seal;
}

/** A way in which the chain may have come to this point, and what would be wrong in that case. */
interface Reading {
  readonly digest: Buffer;
  readonly findings: readonly Finding[];
  /** What was assumed at every place since the last sound link; undefined: now this, now that. */
  readonly assumed: string | undefined;
}

/** Most ways that are kept in mind at once, and most faults of one damaged stretch that are named. */
const MOST_READINGS = 16;
const MOST_FINDINGS = 1_000;

/**
 * Goes along events and seals in the order of their positions and says where they part. A seal is
 * checked against the stored digest before it, so a fault is named where it is and does not spoil
 * everything behind it. What one place alone cannot tell (was this event put in, or its seal taken
 * out?) the next sound link tells: until then every possible reading is kept, the likeliest first.
 */
export class ChainCheck {
  private readings: readonly Reading[];

  /**
   * @param start what precedes the first item: the digest of the last seal before it, or the beginning
   * @param report told of every fault, at the latest one sound link after it
   * @param algorithm of the seal before the first item
   */
  constructor(
    start: Buffer,
    private readonly report: (finding: Finding) => void,
    private algorithm: string | null = null,
  ) {
    this.readings = [soundAt(start)];
  }

  step({ event, seal }: ChainItem): void {
    if (event && seal) this.link(event, seal);
    else if (event) this.eventAlone(event);
    else if (seal) this.sealAlone(seal);
  }

  /** @param head what the chain says of itself; must be the last seal */
  end(head: ChainHead): void {
    const { position } = head;
    const reading = this.readings.find(({ digest }) => digest.equals(head.digest));
    (reading?.findings ?? uncertain(this.readings[0])).forEach(this.report);
    if (!reading) this.report({ fault: 'head-changed', position, stream: '', eventId: '' });
  }

  private link(event: RecordedEvent, seal: Seal): void {
    const text = sealedText(event);
    const digest = this.digestOf(seal.algorithm);
    const sameNames = event.id === seal.eventId && event.stream === seal.stream;
    const next = this.readings.map((reading) => ({
      ...reading,
      digest: digest ? linkDigest(digest, reading.digest, text) : seal.digest,
    }));
    const sound = digest && next.find((reading) => reading.digest.equals(seal.digest));
    if (sound) {
      sound.findings.forEach(this.report);
      this.readings = [soundAt(seal.digest)];
      if (!sameNames) this.report(about(event, 'seal-changed', '封印所记的事件或流不对'));
      return;
    }
    const sealWrong = about(event, 'seal-changed');
    this.keep([
      this.believing(seal, this.wrong(event, seal)),
      ...next.map((reading) => assuming(reading, sealWrong, reading.digest)),
    ]);
  }

  /** What is wrong with the event if its seal is to be believed. */
  private wrong(event: RecordedEvent, seal: Seal): Finding {
    if (event.id !== seal.eventId || event.stream !== seal.stream) {
      return about(event, 'event-replaced', `原为流 ${seal.stream} 的事件 ${seal.eventId}`);
    }
    const inDoubt = (this.readings[0]?.findings.length ?? 0) > 0;
    return about(event, 'event-changed', inDoubt ? '或其前的封印被改动，两者不能分辨' : undefined);
  }

  private eventAlone(event: RecordedEvent): void {
    const text = sealedText(event);
    const inserted = about(event, 'event-inserted');
    const bare = about(event, 'seal-missing');
    // The algorithm may have changed with the very seal that is gone.
    const digests = LEDGER_DIGESTS.map(digestCalled).sort((a) =>
      a.name === this.algorithm ? -1 : 1,
    );
    this.keep(
      this.readings.flatMap((reading) => [
        assuming(reading, inserted, reading.digest),
        ...digests.map((digest) =>
          assuming(reading, bare, linkDigest(digest, reading.digest, text), digest.name),
        ),
      ]),
    );
  }

  private sealAlone(seal: Seal): void {
    this.digestOf(seal.algorithm);
    const { position, stream, eventId } = seal;
    const inserted: Finding = { fault: 'seal-inserted', position, stream, eventId };
    this.keep([
      this.believing(seal, { ...inserted, fault: 'event-missing' }),
      ...this.readings.map((reading) => assuming(reading, inserted, reading.digest)),
    ]);
  }

  /** The seal is right whatever was before it, which nothing proves then. */
  private believing(seal: Seal, finding: Finding): Reading {
    const [likeliest] = this.readings;
    const before = { ...(likeliest ?? soundAt(seal.digest)), findings: uncertain(likeliest) };
    return assuming(before, finding, seal.digest);
  }

  /** A damage of many places in a row has one cause: what assumes one thing throughout is kept. */
  private keep(readings: readonly Reading[]): void {
    this.readings =
      readings.length <= MOST_READINGS
        ? readings
        : readings.filter(({ assumed }, index) => assumed !== undefined || index === 0);
  }

  private digestOf(algorithm: string): Digest | undefined {
    this.algorithm = algorithm;
    return findDigest(algorithm);
  }
}

function soundAt(digest: Buffer): Reading {
  return { digest, findings: [], assumed: '' };
}

function assuming(reading: Reading, finding: Finding, digest: Buffer, how = ''): Reading {
  const way = `${finding.fault} ${how}`;
  const assumed = reading.assumed === '' || reading.assumed === way ? way : undefined;
  return { digest, findings: add(reading.findings, finding), assumed };
}

function add(findings: readonly Finding[], finding: Finding): readonly Finding[] {
  if (findings.length >= MOST_FINDINGS) return findings;
  const last = findings.length === MOST_FINDINGS - 1;
  return [...findings, last ? { ...finding, detail: '此段其余的不再列出' } : finding];
}

/** Nothing proves that these events were put in: their seals may have been taken out as well. */
function uncertain(reading: Reading | undefined): readonly Finding[] {
  return (reading?.findings ?? []).map((finding) =>
    finding.fault === 'event-inserted' ? { ...finding, fault: 'event-unsealed' } : finding,
  );
}

function about(event: RecordedEvent, fault: Finding['fault'], detail?: string): Finding {
  const { position, stream, id: eventId } = event;
  return { fault, position, stream, eventId, ...(detail !== undefined && { detail }) };
}
