import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const DOCUMENT = 'docs/explanation/event-store.md';

function sourcesBelow(folder: string, pattern: RegExp): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

describe('the documented guarantees of the event store', () => {
  const quoted = readFileSync(DOCUMENT, 'utf8').match(/“[^”]+”/g) ?? [];
  const names = quoted.map((text) => text.slice(1, -1).replace(/\s+/g, ' '));
  const tests =
    sourcesBelow('libs/event-store', /\.spec\.ts$/) +
    sourcesBelow('test/contract', /\.ts$/) +
    sourcesBelow('test/faults', /\.spec\.ts$/);

  it('are many', () => {
    expect(names.length).toBeGreaterThan(20);
  });

  it.each(names)('name a test that exists: %s', (name) => {
    expect(tests).toContain(name);
  });
});
