import { Inject, Injectable, Logger, Optional, type OnModuleDestroy } from '@nestjs/common';
import { Worker } from 'node:worker_threads';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { ListSubmission } from '../commands.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { readDraft, type DraftReading } from './read-draft.js';

export const LIST_CHECK_LIMITS = Symbol('LIST_CHECK_LIMITS');

export interface ListCheckLimits {
  /** How many may wait behind the one that is checked. */
  readonly waiting: number;
  /** Longest check, ms. */
  readonly longest: number;
  /** After so long without work the thread ends, ms. */
  readonly idle: number;
}

const USUAL: ListCheckLimits = { waiting: 8, longest: 60_000, idle: 30_000 };
/** Far above what the largest list that is accepted takes. */
const MOST_MEMORY_MB = 512;

interface Waiting {
  readonly submission: ListSubmission;
  readonly done: (reading: DraftReading) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Checks lists in a thread of its own: putting mistakes into a list and trying its cases on each takes
 * seconds, in which nobody else would be answered. One thread and a short queue, so that many big
 * lists at once slow down each other and nobody else.
 */
@Injectable()
export class ListChecks implements OnModuleDestroy {
  private readonly logger = new Logger(ListChecks.name);
  private readonly limits: ListCheckLimits;
  private readonly queue: Waiting[] = [];
  private readonly begun = new Map<string, Promise<DraftReading>>();
  private worker: Worker | undefined;
  private current: Waiting | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dictionary: PolicyDictionary,
    @Optional() @Inject(LIST_CHECK_LIMITS) limits?: ListCheckLimits,
  ) {
    this.limits = limits ?? USUAL;
  }

  /**
   * The submission as a draft, or everything that is wrong with it.
   * @throws RefusalError 503 `list-checks-busy` when too many wait, `list-check-failed` when it takes
   *   too long or too much memory
   */
  check(submission: ListSubmission): Promise<DraftReading> | DraftReading {
    const key = JSON.stringify(submission);
    const begun = this.begun.get(key);
    this.begun.delete(key);
    return begun ?? this.checkNow(submission);
  }

  /** Checks ahead: the next {@link check} of the same submission gets what comes of it. */
  begin(submission: ListSubmission): void {
    const reading = (async () => this.checkNow(submission))();
    // Told to whoever asks for it.
    reading.catch(() => undefined);
    this.begun.set(JSON.stringify(submission), reading);
  }

  private checkNow(submission: ListSubmission): Promise<DraftReading> | DraftReading {
    // Without cases there is nothing to try: a matter of milliseconds.
    if (submission.tests === undefined) return readDraft(submission, this.dictionary.dictionary);
    if (this.queue.length >= this.limits.waiting) {
      throw unavailable('list-checks-busy', '正在检查的清单较多，请稍后再提交');
    }
    return new Promise((done, failed) => {
      this.queue.push({ submission, done, failed });
      this.next();
    });
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
    const stopped = unavailable('list-check-failed', '系统正在停止，清单没有提交，请稍后再试');
    for (const { failed } of [...(this.current ? [this.current] : []), ...this.queue.splice(0)]) {
      failed(stopped);
    }
    this.current = undefined;
  }

  private next(): void {
    if (this.current) return;
    this.current = this.queue.shift();
    clearTimeout(this.timer);
    if (!this.current) {
      this.timer = setTimeout(() => this.end(), this.limits.idle);
      this.timer.unref();
      return;
    }
    this.worker ??= this.start();
    this.worker.postMessage(this.current.submission);
    const tooLong = `清单检查超过 ${this.limits.longest / 1000} 秒，请精简用例或拆分清单后再提交`;
    this.timer = setTimeout(() => {
      this.end();
      this.settle(({ failed }) => failed(unavailable('list-check-failed', tooLong)));
    }, this.limits.longest);
  }

  private start(): Worker {
    const worker = threadOf(new URL('./list-check.worker.js', import.meta.url));
    worker.unref();
    worker.on('message', (reading: DraftReading) => this.settle(({ done }) => done(reading)));
    worker.on('error', (error) => {
      if (this.worker === worker) this.worker = undefined;
      this.logger.error(`a list could not be checked: ${String(error)}`);
      const failed = unavailable(
        'list-check-failed',
        '清单检查未能完成，请精简用例或拆分清单后再提交',
      );
      this.settle((waiting) => waiting.failed(failed));
    });
    return worker;
  }

  private settle(how: (waiting: Waiting) => void): void {
    const { current } = this;
    this.current = undefined;
    clearTimeout(this.timer);
    if (current) how(current);
    this.next();
  }

  private end(): void {
    const { worker } = this;
    this.worker = undefined;
    worker?.removeAllListeners();
    void worker?.terminate();
  }
}

/**
 * A thread that runs one of our files. Run from the sources (tests), the file is TypeScript, which a
 * thread has to be told how to read, as `node --import` tells a process.
 */
function threadOf(compiled: URL): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: MOST_MEMORY_MB };
  if (!import.meta.url.endsWith('.ts')) return new Worker(compiled, { resourceLimits });
  const hooks = new URL('../../../test/support/ts-hooks.js', import.meta.url).href;
  const source = new URL(compiled.href.replace(/\.js$/, '.ts'));
  return new Worker(source, { resourceLimits, execArgv: ['--import', hooks] });
}

function unavailable(code: string, sentence: string): RefusalError {
  return new RefusalError(new Refusal('unavailable', code, sentence));
}
