import { Injectable } from '@nestjs/common';
import {
  collectDefaultMetrics,
  Gauge,
  Histogram,
  Registry,
  type MetricConfiguration,
} from 'prom-client';

/** Upper bounds in seconds: from a read of one row to a whole-county report. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The metrics of one application (not of the process, so that several can live side by side in
 * tests). Others add theirs: `new Gauge({ name, help, registers: [metrics.registry] })`, or
 * {@link gauge} for a number that is asked for when it is read.
 */
@Injectable()
export class MetricsRegistry {
  readonly registry = new Registry();
  readonly httpDuration: Histogram<'method' | 'route' | 'status'>;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.httpDuration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from request to answer, by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers: [this.registry],
    });
  }

  /** A gauge that is set when somebody looks, e.g. the lag of a projection. */
  gauge<Label extends string = never>(
    options: Pick<MetricConfiguration<Label>, 'name' | 'help' | 'labelNames'>,
    collect: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label> {
    return new Gauge<Label>({
      ...options,
      registers: [this.registry],
      collect() {
        return collect(this);
      },
    });
  }
}
