import type { Lab } from '../harness/lab.js';
import type { BenchOptions } from '../harness/options.js';
import type { EmmettPackages } from './peers/emmett-packages.js';

/** What every measure of the event store gets. */
export interface StoreBench {
  readonly lab: Lab;
  readonly options: BenchOptions;
  /** Undefined when it is not to be measured. */
  readonly emmett: EmmettPackages | undefined;
  readonly kurrentUrl: string | undefined;
}
