import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestRegistry, type TestRegistry } from '../../../test/support/registry.js';

const LIST = {
  text: readFileSync('seeds/county-2023/policy-list.yaml', 'utf8'),
  tests: readFileSync('seeds/county-2023/policy-list.test.yaml', 'utf8'),
};

describe('submitting a list with its cases over HTTP', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry();
  }, 90_000);
  afterAll(() => registry.stop());

  it('holds nobody up: others are answered while it is checked', async () => {
    const officer = await registry.as('officer');
    let done = false;
    const draft = officer.post('/api/v1/policy-lists', LIST).finally(() => (done = true));
    let answered = 0;
    while (!done) {
      expect((await registry.anonymous.get('/health/live')).status).toBe(200);
      if (!done) answered += 1;
    }
    expect((await draft).body).toMatchObject({ status: 'draft', findings: [] });
    // Checked in the same thread, one or two would get in between.
    expect(answered).toBeGreaterThan(10);
  });
});
