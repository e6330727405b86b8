import { ReadinessRegistry } from '#libs/runtime/health/readiness-registry.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectProblem, startThingsApp, THING, type ThingsApp } from './testing/things-app.js';

let things: ThingsApp;
beforeAll(async () => {
  things = await startThingsApp();
});
afterAll(() => things.app.close());

const call: ThingsApp['call'] = (path, init) => things.call(path, init);
const post: ThingsApp['post'] = (body, headers) => things.post(body, headers);

describe('the API page', () => {
  it('works under its own content security policy: no inline scripts', async () => {
    const page = await call('/api/docs');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<script(?![^>]*src=)[^>]*>/);
    const sources = [...page.text.matchAll(/<script src="([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(sources).not.toHaveLength(0);
    for (const source of sources) {
      const script = await fetch(new URL(source, `${things.base}/api/docs`));
      expect([source, script.status]).toEqual([source, 200]);
      await script.arrayBuffer();
    }
  });

  it('describes problems, roles and the headers of commands on every operation', async () => {
    const { body } = await call('/api/openapi.json');
    const document = body as unknown as {
      paths: Record<
        string,
        Record<
          string,
          {
            responses: object;
            security?: object[];
            description?: string;
            parameters?: { name: string }[];
          }
        >
      >;
      components: {
        schemas: Record<string, { properties: Record<string, object>; required?: string[] }>;
      };
    };
    const create = document.paths['/api/v1/things']?.['post'];
    expect(Object.keys(create?.responses ?? {})).toEqual(
      expect.arrayContaining(['400', '401', '403', '409', '412', '413', '415', '422', '503']),
    );
    expect(create?.description).toContain('科技局经办');
    expect(create?.parameters?.map((each) => each.name)).toEqual(
      expect.arrayContaining(['Idempotency-Key', 'If-Match']),
    );
    expect(document.paths['/api/v1/things/boom']?.['get']?.security).toEqual([]);
    expect(document.components.schemas['ThingDto']?.required).toEqual(['creditCode', 'name']);
    expect(document.components.schemas['ThingDto']?.properties['issuedOn']).toMatchObject({
      type: 'string',
      format: 'date',
      description: '发证日',
    });
    expect(document.components.schemas['ThingDto']?.properties['amount']).toEqual({
      oneOf: [{ type: 'string' }, { type: 'number' }],
      example: '5000000.00',
      description: '金额',
    });
    const parameters = document.paths['/api/v1/things']?.['get']?.parameters?.map(
      (each) => each.name,
    );
    expect(parameters?.sort()).toEqual(['after', 'asOf', 'knownAt', 'page', 'pageSize']);
  });
});

describe('health', () => {
  it('is live at once, and ready when every part is', async () => {
    expect((await call('/health/live')).body).toEqual({ status: 'live' });
    const parts = { ready: false };
    things.app.get(ReadinessRegistry).register({
      name: 'projections',
      check: () => Promise.resolve({ ready: parts.ready, detail: '正在追赶' }),
    });
    const before = await call('/health/ready');
    expect(before.status).toBe(503);
    expect(before.body).toEqual({
      status: 'not-ready',
      parts: [{ name: 'projections', ready: false, detail: '正在追赶' }],
    });
    parts.ready = true;
    expect((await call('/health/ready')).status).toBe(200);
  });
});

describe('metrics', () => {
  it('are open to this machine and count requests by route pattern', async () => {
    await call('/api/v1/things/some-id');
    const answer = await call('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/things\/:id",status="200"\} \d/,
    );
    expect(answer.text).toContain('process_cpu_seconds_total');
    expect(answer.text).not.toContain('some-id');
  });

  it('are closed to others, also behind a proxy on this machine', async () => {
    const answer = await call('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expectProblem(answer, 401, 'unauthenticated');
  });
});

describe('the log of requests', () => {
  it('has id, method, route, status, duration and actor, and nothing that was sent', async () => {
    things.lines.length = 0;
    await post(
      { ...THING, name: '张三' },
      { 'x-request-id': 'log-1', authorization: 'Bearer s3cret' },
    );
    await call('/api/v1/things/secret-id?after=13800000000', {
      headers: { 'x-request-id': 'log-2' },
    });
    const entries = things.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries.find((entry) => entry['requestId'] === 'log-1')).toEqual({
      level: 'info',
      time: expect.any(String),
      app: 'spec',
      requestId: 'log-1',
      method: 'POST',
      route: '/api/v1/things',
      status: 201,
      durationMs: expect.any(Number),
      actor: 'account-1',
      msg: 'request',
    });
    expect(entries.find((entry) => entry['requestId'] === 'log-2')).toMatchObject({
      route: '/api/v1/things/:id',
    });
    expect(things.lines.join()).not.toMatch(/张三|s3cret|13800000000|secret-id/);
  });
});
