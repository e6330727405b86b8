import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { toNewEvent } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, WrongExpectedRevision, type EventStore } from '#libs/event-store/port.js';
import { SYSTEM_ACTOR } from '#libs/kernel/actor.js';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { uuidV5 } from '#libs/kernel/uuid.js';
import { sampleCounty } from './sample-county/sample-county.js';
import type { SeedCommand, SeedStep } from './sample-county/step.js';
import { prepare, type Recorded, type RecordedRecognition } from './seeding/prepare.js';
import { readSeedFiles, type SeedFiles } from './seeding/seed-files.js';
import { recordedBy, seededSoFar } from './seeding/seeded-so-far.js';

/** Holds one event that says the sample is complete; a ledger that has it is never seeded again. */
export const SEEDING_STREAM = 'seeding-county-2023';
export const SEEDING_COMPLETED = 'seeding.completed';

const NAMESPACE = '6f0c2b1e-5d0a-5c57-9d0e-411323202306';
const REPORT_EVERY = 50;

export interface SeedingProgress {
  readonly done: number;
  readonly total: number;
}

export interface SeedingOptions {
  /** Called every 50 steps and at the end. */
  readonly onProgress?: (progress: SeedingProgress) => void;
  /** Stops between two steps; the next run carries on. */
  readonly signal?: AbortSignal;
  /** What to load; left out: the sample county. */
  readonly steps?: readonly SeedStep[];
}

export interface SeedingResult {
  readonly outcome: 'seeded' | 'already-seeded';
  /** Steps this run executed; the others were there. */
  readonly executed: number;
}

/** A sample with everything its commands are made of; another content is another version. */
interface Sample {
  readonly steps: readonly SeedStep[];
  readonly files: SeedFiles;
  readonly version: string;
}

/**
 * Loads the sample county through the command bus, one command after the other, each with its own
 * record time. A run that was broken off is taken up where it stopped.
 */
@Injectable()
export class Seeder {
  constructor(
    private readonly commandBus: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /**
   * @throws SeedingRefused when the ledger holds anything but (part of) this sample
   * @throws the signal's reason when it was aborted
   */
  async seed(options: SeedingOptions = {}): Promise<SeedingResult> {
    const marker = await this.store.readStream(SEEDING_STREAM, { limit: 1 });
    if (marker.length > 0) return { outcome: 'already-seeded', executed: 0 };
    const sample = await withFiles(options.steps ?? sampleCounty());
    const executed = await this.runAll(sample, options);
    await this.markCompleted(sample);
    return { outcome: 'seeded', executed };
  }

  private async runAll(sample: Sample, { onProgress, signal }: SeedingOptions): Promise<number> {
    const total = sample.steps.length;
    const ids = sample.steps.map((_, index) => uuidV5(NAMESPACE, `${sample.version}:${index}`));
    const done = await seededSoFar(this.store, new Set(ids));
    const recorded = new Map<string, RecordedRecognition>();
    await this.beginAhead(
      sample.steps.filter((_, index) => !done.has(ids[index] ?? '')),
      sample.files,
    );
    let executed = 0;
    for (const [index, { at, command }] of sample.steps.entries()) {
      signal?.throwIfAborted();
      const commandId = ids[index] ?? '';
      const event = done.get(commandId);
      if (!event) executed += 1;
      const record = event
        ? recordedBy(event)
        : await this.execute(
            command,
            contextOf(commandId, at, sample.version),
            sample.files,
            recorded,
          );
      if (record && command.type === 'record-recognition') recorded.set(command.ref, record);
      if ((index + 1) % REPORT_EVERY === 0 || index + 1 === total) {
        onProgress?.({ done: index + 1, total });
      }
    }
    return executed;
  }

  /** Lists are checked in a thread of their own: it can be at work while records are made. */
  private async beginAhead(steps: readonly SeedStep[], files: SeedFiles): Promise<void> {
    for (const { command } of steps) {
      if (command.type !== 'draft-policy-list') continue;
      await prepare(command, files, new Map()).ahead?.(this.commandBus);
    }
  }

  private async execute(
    command: SeedCommand,
    context: Omit<CommandContext, 'bodyHash'>,
    files: SeedFiles,
    recorded: Recorded,
  ): Promise<RecordedRecognition | undefined> {
    const { input, send } = prepare(command, files, recorded);
    try {
      return await send(this.commandBus, { ...context, bodyHash: hashOf(input) });
    } catch (error) {
      const what = `${command.type} of ${context.now}`;
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`seeds: ${what} failed: ${why}`, { cause: error });
    }
  }

  /** The marker is the last event of the sample; another process may have been faster. */
  private async markCompleted({ steps, version }: Sample): Promise<void> {
    const at = steps.at(-1)?.at ?? '';
    const commandId = uuidV5(NAMESPACE, `${version}:completed`);
    const data = { version, steps: steps.length };
    const context = { ...contextOf(commandId, at, version), bodyHash: hashOf(data) };
    const event = { type: SEEDING_COMPLETED, schemaVersion: 1, data };
    try {
      await this.store.append({
        stream: SEEDING_STREAM,
        expected: 'no-stream',
        events: [toNewEvent(event, 0, context)],
      });
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  }
}

async function withFiles(steps: readonly SeedStep[]): Promise<Sample> {
  const files = await readSeedFiles(steps);
  return { steps, files, version: hashOf([steps, [...files]]).slice(0, 16) };
}

function hashOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}

function contextOf(
  commandId: string,
  at: string,
  version: string,
): Omit<CommandContext, 'bodyHash'> {
  return {
    commandId,
    actor: SYSTEM_ACTOR,
    now: at,
    recordedAt: at,
    correlationId: uuidV5(NAMESPACE, version),
    source: 'seed',
    idempotent: true,
  };
}
