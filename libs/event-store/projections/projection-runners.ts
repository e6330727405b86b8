import { Logger } from '@nestjs/common';
import { buildGeneration, type BuildOptions, type BuildTools } from './build-generation.js';
import { checkDefinition } from './generations.js';
import { HostLease } from './host-lease.js';
import type { ProjectionDefinition } from './projection.js';
import { ProjectionRunner, type RunnerLog } from './projection-runner.js';
import { recordClock } from './record-clock.projection.js';
import { Turns } from './turns.js';

/**
 * The projections of a registry: those of its slices, and the record clock that "known at" needs.
 * @throws Error when two of them have a name or a table in common
 */
export function allProjections(slices: readonly ProjectionDefinition[]): ProjectionDefinition[] {
  const all = [recordClock, ...slices];
  const names = all.map((definition) => definition.name);
  const tables = all.flatMap((definition) => definition.tables);
  for (const list of [names, tables]) {
    const twice = list.find((name, index) => list.indexOf(name) !== index);
    if (twice !== undefined)
      throw new Error(`two projections are called, or have a table, ${twice}`);
  }
  all.forEach(checkDefinition);
  return all;
}

/** Runs the projections in this process, as far as no other process runs them already. */
export class ProjectionRunners {
  private readonly lease: HostLease;
  private readonly runners: readonly ProjectionRunner[];
  private started: Promise<void> | undefined;

  constructor(
    private readonly tools: BuildTools,
    private readonly definitions: readonly ProjectionDefinition[],
    log: RunnerLog = new NestLog(),
  ) {
    this.lease = new HostLease(tools.pool);
    const turns = new Turns();
    this.runners = definitions.map(
      (definition) => new ProjectionRunner(tools, definition, this.lease.id, log, turns),
    );
  }

  start(): Promise<void> {
    this.started ??= this.lease.start().then(() => {
      for (const runner of this.runners) runner.start();
    });
    return this.started;
  }

  /** Ends after the page at hand; other processes may take over at once. */
  async stop(): Promise<void> {
    if (!this.started) return;
    await this.started.catch(() => undefined);
    await Promise.all(this.runners.map((runner) => runner.stop()));
    await this.lease.stop();
  }

  /**
   * Builds a projection anew beside its live tables, then swaps. Can be done by any process.
   * @throws Error for an unknown name; BuildRunning
   */
  rebuild(name: string, options: BuildOptions = {}): Promise<void> {
    const definition = this.definitions.find((candidate) => candidate.name === name);
    if (!definition) throw new Error(`there is no projection ${name}`);
    return buildGeneration(this.tools, definition, options);
  }
}

class NestLog implements RunnerLog {
  private readonly logger = new Logger('Projections');

  info(message: string): void {
    this.logger.log(message);
  }

  error(message: string): void {
    this.logger.error(message);
  }
}
