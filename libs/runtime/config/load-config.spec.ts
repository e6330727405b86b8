import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from './load-config.js';
import { ConfigError } from './registry-config.js';

let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

describe('the generated session secret', () => {
  it('is kept in the data directory, readable by its owner only, and found again', () => {
    const dataDir = join(base, 'new', 'data');
    const first = loadConfig({ DATA_DIR: dataDir, SESSION_SECRET: '' });
    expect(first.dataDir).toBe(dataDir);
    expect(first.sessionSecret).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(join(dataDir, 'session-secret')).mode & 0o777).toBe(0o600);
    expect(loadConfig({ DATA_DIR: dataDir, SESSION_SECRET: '' }).sessionSecret).toBe(
      first.sessionSecret,
    );
  });

  it('differs between data directories', () => {
    const secretIn = (name: string) =>
      loadConfig({ DATA_DIR: join(base, name), SESSION_SECRET: '' }).sessionSecret;
    expect(secretIn('a')).not.toBe(secretIn('b'));
  });

  it('is not replaced when its file is damaged, because sessions would end silently', () => {
    writeFileSync(join(base, 'session-secret'), 'short');
    expect(() => loadConfig({ DATA_DIR: base, SESSION_SECRET: '' })).toThrow(ConfigError);
  });

  it('is not written when one was given', () => {
    const given = 'x'.repeat(40);
    expect(loadConfig({ DATA_DIR: base, SESSION_SECRET: given }).sessionSecret).toBe(given);
    expect(() => statSync(join(base, 'session-secret'))).toThrow();
  });
});

it('a data directory that cannot be made is named', () => {
  const file = join(base, 'file');
  writeFileSync(file, '');
  expect(() => loadConfig({ DATA_DIR: join(file, 'data') })).toThrow(/DATA_DIR/);
});

it('a configuration error lists every issue on its own line', () => {
  expect(() => loadConfig({ DATA_DIR: base, PORT: 'x', LOG_LEVEL: 'x' })).toThrow(
    /\n {2}- PORT .*\n {2}- LOG_LEVEL /,
  );
});

it('every variable that is read is in the reference', () => {
  const source = readFileSync(new URL('./parse-config.ts', import.meta.url), 'utf8');
  const reference = readFileSync(
    new URL('../../../docs/reference/configuration.md', import.meta.url),
    'utf8',
  );
  const variables = [...source.matchAll(/'([A-Z]+(?:_[A-Z]+)*)'/g)].map((match) => match[1] ?? '');
  expect(new Set(variables).size).toBeGreaterThanOrEqual(11);
  for (const variable of variables) expect(reference).toContain(`| \`${variable}\``);
});
