import { Injectable } from '@nestjs/common';

/** One part of a process that must be ready before it serves. */
export interface ReadinessCheck {
  /** Short and stable, e.g. `database`, `projections`. */
  readonly name: string;
  /** Must not take long: an answer after the time limit counts as not ready. */
  check(): Promise<{ readonly ready: boolean; readonly detail?: string }>;
}

export interface PartReadiness {
  readonly name: string;
  readonly ready: boolean;
  readonly detail?: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly parts: readonly PartReadiness[];
}

/** Longest wait for one check, in ms. */
const LIMIT = 3_000;

/** Modules register what must be ready; `GET /health/ready` asks all of it. */
@Injectable()
export class ReadinessRegistry {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** @throws Error when the name is taken: one of the two would never be asked */
  register(check: ReadinessCheck): void {
    if (this.checks.has(check.name))
      throw new Error(`readiness check ${check.name} exists already`);
    this.checks.set(check.name, check);
  }

  /** Asks every part, side by side; a part that fails or does not answer is not ready. */
  async look(limitMs = LIMIT): Promise<Readiness> {
    const parts = await Promise.all([...this.checks.values()].map((check) => ask(check, limitMs)));
    return { ready: parts.every((part) => part.ready), parts };
  }
}

async function ask(check: ReadinessCheck, limitMs: number): Promise<PartReadiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ ready: boolean; detail: string }>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ready: false, detail: `${limitMs} 毫秒内没有应答` });
    }, limitMs);
  });
  try {
    return { name: check.name, ...(await Promise.race([check.check(), late])) };
  } catch {
    // The error itself belongs into the log of the part, not into a public answer.
    return { name: check.name, ready: false, detail: '检查未能完成' };
  } finally {
    clearTimeout(timer);
  }
}
