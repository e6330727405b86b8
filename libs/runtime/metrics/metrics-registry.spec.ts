import { describe, expect, it } from '@jest/globals';
import { MetricsRegistry } from './metrics-registry.js';

describe('metrics', () => {
  it('ask a gauge when somebody looks', async () => {
    const metrics = new MetricsRegistry();
    let lag = 3;
    metrics.gauge(
      { name: 'projection_lag', help: 'events behind', labelNames: ['projection'] },
      (gauge) => {
        gauge.set({ projection: 'tally' }, lag);
      },
    );
    expect(await metrics.registry.metrics()).toContain('projection_lag{projection="tally"} 3');
    lag = 0;
    expect(await metrics.registry.metrics()).toContain('projection_lag{projection="tally"} 0');
  });

  it('of two applications in one process do not mix', async () => {
    const [one, two] = [new MetricsRegistry(), new MetricsRegistry()];
    one.httpDuration.observe({ method: 'GET', route: '/x', status: '200' }, 0.1);
    expect(await two.registry.metrics()).not.toContain('route="/x"');
  });
});
