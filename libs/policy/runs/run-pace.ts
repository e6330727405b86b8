import type { RecordedEvent } from '#libs/event-store/port.js';
import { isRecord } from '#libs/kernel/read-fields.js';

/** Chunks that "lately" means. */
const WINDOW = 20;

export interface Pace {
  /** Enterprises a second, one decimal; null: nothing to tell it from. */
  readonly rate: number | null;
  readonly etaSeconds: number | null;
}

/**
 * How fast a run goes, told from the times of its events; while it was paused or waited for a
 * worker does not count.
 * @param left enterprises that are still to do; undefined: it does not run
 */
export function paceOf(recorded: readonly RecordedEvent[], left: number | undefined): Pace {
  const steps = recorded.flatMap((event, index) => stepOf(event, recorded[index - 1]));
  const recent = left === undefined ? steps : steps.slice(-WINDOW);
  const seconds = recent.reduce((sum, step) => sum + step.seconds, 0);
  const done = recent.reduce((sum, step) => sum + step.done, 0);
  if (seconds <= 0 || done === 0) return { rate: null, etaSeconds: null };
  const rate = done / seconds;
  return {
    rate: Math.round(rate * 10) / 10,
    etaSeconds: left === undefined ? null : Math.ceil(left / rate),
  };
}

/** One chunk: from whatever was reported before it, if that began or continued work. */
function stepOf(event: RecordedEvent, before: RecordedEvent | undefined) {
  if (event.type !== 'eligibilityRun.advanced' || !before) return [];
  if (!/\.(planned|advanced|recovered|resumed)$/.test(before.type)) return [];
  const { done, failed } = isRecord(event.data) ? event.data : {};
  const seconds = (Date.parse(event.recordedAt) - Date.parse(before.recordedAt)) / 1000;
  return [{ seconds, done: Number(done) + Number(failed) }];
}
