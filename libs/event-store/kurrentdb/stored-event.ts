import type { EventMetadata, RecordedEvent } from '../port.js';
import { WRITER_KEY, type LedgerNames } from './names.js';
import type { StoredRecord } from './protocol.js';

const TICKS_PER_MS = 10_000n;

/** An event as it lies in the store. */
export interface StoredEvent {
  readonly event: RecordedEvent;
  /** Mark of the call that wrote it; undefined when another program did. */
  readonly writer: string | undefined;
  /** Bytes of data and metadata. */
  readonly size: number;
}

/** The position of a record in the whole log. */
export function positionOf(record: StoredRecord): bigint {
  return BigInt(record.getCommitPosition());
}

/** True for what the server itself writes, such as the mark of a deleted stream. */
export function isSystemRecord(record: StoredRecord): boolean {
  return record.getMetadataMap().get('type')?.startsWith('$') ?? false;
}

/** @throws Error for an event in one of the ledger's streams that the registry cannot have written */
export function toStoredEvent(record: StoredRecord, names: LedgerNames): StoredEvent {
  const stream = Buffer.from(record.getStreamIdentifier()?.getStreamName_asU8() ?? []);
  const id = record.getId()?.getString() ?? '';
  const data = record.getData_asU8();
  const custom = record.getCustomMetadata_asU8();
  const { [WRITER_KEY]: writer, ...metadata } = parse(custom, id) as EventMetadata;
  const event: RecordedEvent = {
    id,
    stream: names.inLedger(stream.toString('utf8')),
    revision: BigInt(record.getStreamRevision()),
    position: positionOf(record),
    type: record.getMetadataMap().get('type') ?? '',
    data: parse(data, id),
    metadata,
    recordedAt: metadata['recordedAt'] ?? stampOf(record),
  };
  return { event, writer, size: data.length + custom.length };
}

/** The server's stamp, which comes in steps of 100 ns, cut to ms. */
function stampOf(record: StoredRecord): string {
  const ticks = BigInt(record.getMetadataMap().get('created') ?? '0');
  return new Date(Number(ticks / TICKS_PER_MS)).toISOString();
}

function parse(bytes: Uint8Array, id: string): unknown {
  try {
    return bytes.length === 0 ? {} : (JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown);
  } catch (cause) {
    throw new Error(`event ${id} was not written by a registry: it is not JSON`, { cause });
  }
}
