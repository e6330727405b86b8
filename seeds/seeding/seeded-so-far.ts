import type { EventStore, RecordedEvent } from '#libs/event-store/port.js';
import {
  RECOGNITION_UPCASTERS,
  recognitionId,
  type RecognitionRecorded,
} from '#libs/recognitions/domain/events.js';
import { upcast } from '#libs/event-store/upcasting.js';
import type { RecordedRecognition } from './prepare.js';

const PAGE = 1000;

/** The ledger cannot take the sample; the message says why and what to do (Chinese, for the console). */
export class SeedingRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SeedingRefused';
  }
}

/**
 * Reads a ledger that is to be seeded: everything in it must come from an earlier, broken-off run of
 * the same sample.
 * @param own command ids of the sample's steps
 * @returns for every step that is done, the first event it appended
 * @throws SeedingRefused when the ledger holds anything else
 */
export async function seededSoFar(
  store: EventStore,
  own: ReadonlySet<string>,
): Promise<ReadonlyMap<string, RecordedEvent>> {
  const done = new Map<string, RecordedEvent>();
  let after = 0n;
  for (;;) {
    const page = await store.readAll({ after, limit: PAGE });
    for (const event of page.events) {
      const commandId = event.metadata['commandId'] ?? '';
      if (!own.has(commandId)) throw foreign(event);
      if (!done.has(commandId)) done.set(commandId, event);
    }
    if (page.end) return done;
    after = page.checkpoint;
  }
}

/** What a step of an earlier run recorded, when its event is the record of a recognition. */
export function recordedBy(event: RecordedEvent): RecordedRecognition | undefined {
  if (event.type !== 'recognition.recorded') return undefined;
  const { kind, number } = upcast<RecognitionRecorded>(event, RECOGNITION_UPCASTERS).data;
  return { id: recognitionId(kind, number), number };
}

function foreign(event: RecordedEvent): SeedingRefused {
  const what = `${event.stream}（${event.type}，位置 ${event.position}）`;
  return new SeedingRefused(
    event.metadata['source'] === 'seed'
      ? `台账中有另一版本样例县未装载完的数据：${what}。请清空数据目录后重新启动，或不使用演示模式（DEMO=0）`
      : `台账中已有业务数据：${what}，不能装载样例县。请换用空的台账或数据目录，或不使用演示模式（DEMO=0）`,
  );
}
