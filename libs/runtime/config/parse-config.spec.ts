import { describe, expect, it } from '@jest/globals';
import { parseConfig, type Environment } from './parse-config.js';
import type { ConfigIssue, ParsedConfig } from './registry-config.js';

function configOf(env: Environment): ParsedConfig {
  const parsed = parseConfig(env);
  if (Array.isArray(parsed)) throw new Error(parsed.map((issue) => issue.message).join('\n'));
  return parsed;
}

function issuesOf(env: Environment): ConfigIssue[] {
  const parsed = parseConfig(env);
  return Array.isArray(parsed) ? parsed : [];
}

const SECRET = '0123456789abcdef0123456789abcdef';

describe('the configuration', () => {
  it('has a working default for everything', () => {
    expect(configOf({})).toEqual({
      production: false,
      host: '127.0.0.1',
      port: 3000,
      dataDir: '.data',
      databaseUrl: undefined,
      eventStoreUrl: undefined,
      ledger: 'registry',
      ledgerDigest: 'sha256',
      redisUrl: undefined,
      demo: false,
      demoPassword: 'demo-2023',
      sessionSecret: undefined,
      logLevel: 'info',
    });
  });

  it('takes every variable', () => {
    const config = configOf({
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: '8080',
      DATA_DIR: '/srv/registry',
      DATABASE_URL: 'postgres://u:p@db:5432/registry',
      EVENT_STORE_URL: 'kurrentdb://store:2113?tls=false',
      LEDGER: 'county-411323',
      LEDGER_DIGEST: 'sm3',
      REDIS_URL: 'redis://queue:6379',
      SESSION_SECRET: SECRET,
      LOG_LEVEL: 'debug',
    });
    expect(config).toMatchObject({
      production: true,
      host: '0.0.0.0',
      port: 8080,
      dataDir: '/srv/registry',
      databaseUrl: 'postgres://u:p@db:5432/registry',
      eventStoreUrl: 'kurrentdb://store:2113?tls=false',
      ledger: 'county-411323',
      ledgerDigest: 'sm3',
      redisUrl: 'redis://queue:6379',
      sessionSecret: SECRET,
      logLevel: 'debug',
    });
  });

  it('treats an empty variable as left out', () => {
    expect(configOf({ PORT: '', DATABASE_URL: ' ', DEMO: '' })).toEqual(configOf({}));
  });

  it.each([
    ['HOST', '300.1.1.1'],
    ['HOST', 'a b'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '0x10'],
    ['PORT', '3000abc'],
    ['DATA_DIR', '/'],
    ['DATABASE_URL', 'mysql://db/registry'],
    ['DATABASE_URL', 'postgres://db'],
    ['DATABASE_URL', 'not a url'],
    ['EVENT_STORE_URL', 'http://store'],
    ['EVENT_STORE_URL', 'kurrentdb://'],
    ['EVENT_STORE_URL', 'kurrentdb://300.1.1.1'],
    ['EVENT_STORE_URL', 'kurrentdb://n1:70000'],
    ['EVENT_STORE_URL', 'kurrentdb://n1,,n2'],
    ['EVENT_STORE_URL', 'kurrentdb://user@n1'],
    ['EVENT_STORE_URL', 'kurrentdb://user:p%zz@n1'],
    ['EVENT_STORE_URL', 'kurrentdb://user:pass@n1?tls=false'],
    ['EVENT_STORE_URL', 'kurrentdb://n1?tls=no'],
    ['EVENT_STORE_URL', 'kurrentdb://n1?colour=red'],
    ['EVENT_STORE_URL', 'kurrentdb://n1?nodePreference=follower'],
    ['EVENT_STORE_URL', 'kurrentdb://n1?keepAliveInterval=10'],
    ['LEDGER', 'a.b'],
    ['LEDGER', '台账'],
    ['LEDGER_DIGEST', 'md5'],
    ['REDIS_URL', 'http://queue'],
    ['DEMO', 'maybe'],
    ['DEMO_PASSWORD', 'short'],
    ['SESSION_SECRET', 'short'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s with one message that names the variable', (variable, value) => {
    const issues = issuesOf({ [variable]: value });
    expect(issues.map((issue) => issue.variable)).toEqual([variable]);
    expect(issues[0]?.message.startsWith(`${variable} `)).toBe(true);
  });

  it('names everything that is wrong at once', () => {
    const issues = issuesOf({ PORT: 'x', LEDGER: '', REDIS_URL: 'x', LOG_LEVEL: 'x' });
    expect(issues.map((issue) => issue.variable)).toEqual(['PORT', 'REDIS_URL', 'LOG_LEVEL']);
  });

  it.each([
    'kurrentdb://n1:2113?tls=false',
    'esdb://n1',
    'esdb+discover://n1',
    'kurrentdb+discover://ops:p%40ss@store.example.cn:2113?tlsCaFile=/etc/kurrent/ca.crt',
    'kurrentdb://ops:secret@n1:2113,n2:2113,n3:2113/?nodePreference=leader&defaultDeadline=5000',
  ])('takes the KurrentDB at %s', (url) => {
    expect(configOf({ EVENT_STORE_URL: url }).eventStoreUrl).toBe(url);
  });

  it('never repeats a password or secret in a message', () => {
    const issues = issuesOf({
      DATABASE_URL: 'mysql://u:s3cret@db/x',
      REDIS_URL: 'http://u:s3cret@q',
      EVENT_STORE_URL: 'kurrentdb://u:s3cret@n1?tls=s3cret',
      SESSION_SECRET: 's3cret',
      DEMO_PASSWORD: 's3cret',
    });
    expect(issues).toHaveLength(5);
    expect(issues.map((issue) => issue.message).join()).not.toContain('s3cret');
  });
});

it('under tests nothing is logged unless asked for', () => {
  expect(configOf({ NODE_ENV: 'test' }).logLevel).toBe('silent');
  expect(configOf({ NODE_ENV: 'test', LOG_LEVEL: 'debug' }).logLevel).toBe('debug');
});

describe('DEMO', () => {
  it('is on by default under npm start only', () => {
    expect(configOf({ npm_lifecycle_event: 'start' }).demo).toBe(true);
    expect(configOf({ npm_lifecycle_event: 'test' }).demo).toBe(false);
    expect(configOf({ npm_lifecycle_event: 'start', DEMO: '0' }).demo).toBe(false);
  });

  it('is refused in production', () => {
    const issues = issuesOf({ NODE_ENV: 'production', SESSION_SECRET: SECRET, DEMO: '1' });
    expect(issues.map((issue) => issue.variable)).toEqual(['DEMO']);
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'registry.example.cn'])(
    'is refused on HOST %s',
    (host) => {
      expect(issuesOf({ DEMO: '1', HOST: host }).map((issue) => issue.variable)).toEqual(['DEMO']);
    },
  );

  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost', 'LOCALHOST'])(
    'is allowed on HOST %s',
    (host) => {
      expect(configOf({ DEMO: '1', HOST: host }).demo).toBe(true);
    },
  );
});

describe('SESSION_SECRET', () => {
  it('is required in production', () => {
    expect(issuesOf({ NODE_ENV: 'production' }).map((issue) => issue.variable)).toEqual([
      'SESSION_SECRET',
    ]);
  });
});
