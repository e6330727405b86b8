import { readFileSync } from 'node:fs';
import { getQueueToken } from '@nestjs/bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Queue } from 'bullmq';
import type { ApiClient, Json } from '../../../test/support/api-client.js';
import {
  OWN_CREDIT_CODE,
  startTestRegistry,
  type TestRegistry,
} from '../../../test/support/registry.js';
import { RUN_JOBS } from '../queues.js';
import { eventually } from '../testing/policy-host.js';
import { MOST_STREAMS } from './run-streams.js';

const OTHER = '91411323MAXX00023M';
const LIST = 'county-science-policy';
const RUNS = '/api/v1/eligibility-runs';
const SAMPLE = readFileSync('seeds/county-2023/policy-list.yaml', 'utf8').replace(
  /effective: \{ from: [\d-]+, to: [\d-]+ \}/,
  'effective: { from: 2023-01-01, to: 2099-12-31 }',
);
const YAML = { 'content-type': 'application/yaml' };

interface Told {
  readonly event: string;
  readonly run: Json;
}

describe('runs over the county, over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let statistician: ApiClient;
  let enterprise: ApiClient;
  let queue: Queue;
  let token: string;
  const open: AbortController[] = [];

  beforeAll(async () => {
    registry = await startTestRegistry();
    officer = await registry.as('officer');
    statistician = await registry.as('statistician');
    enterprise = await registry.as('enterprise');
    const login = await registry.anonymous.post('/api/v1/auth/login', {
      username: 'officer',
      password: 'test-password-2023',
    });
    token = String(login.body['accessToken']);
    queue = registry.running.app.get<Queue>(getQueueToken(RUN_JOBS), { strict: false });
    for (const creditCode of [OWN_CREDIT_CODE, OTHER]) {
      const firm = { creditCode, name: `样例${creditCode}`, regionCode: '411323' };
      expect((await officer.post('/api/v1/enterprises', firm)).status).toBe(201);
    }
    await draft(SAMPLE);
    const published = await officer.post(`/api/v1/policy-lists/${LIST}/versions/1/publication`, {
      acknowledge: ['no-tests'],
    });
    expect([published.status, published.body['status']]).toEqual([200, 'published']);
    // The publication demands a run of its own.
    await eventually(
      () => officer.get(`${RUNS}?status=completed`),
      ({ body }) => body['total'] === 1,
    );
  }, 90_000);
  afterEach(async () => {
    for (const stream of open.splice(0)) stream.abort();
    await queue.resume();
  });
  afterAll(() => registry.stop());

  const draft = (text: string) => officer.send('POST', '/api/v1/policy-lists', text, YAML);
  const codes = (answer: { status: number; body: Json }) => [answer.status, answer.body['code']];
  const control = (id: string, what: string) => officer.post(`${RUNS}/${id}/${what}`);

  /** A run that no worker takes up until the queue goes on. */
  async function heldRun(): Promise<string> {
    await queue.pause();
    const asked = await officer.post(RUNS, { asOf: '2024-12-31' });
    expect(asked.status).toBe(202);
    return String(asked.body['id']);
  }

  const ended = (id: string, status: string) =>
    eventually(
      () => officer.get(`${RUNS}/${id}`),
      ({ body }) => body['status'] === status,
    );

  function openStream(id: string): Promise<Response> {
    const stream = new AbortController();
    open.push(stream);
    return fetch(`${registry.url}${RUNS}/${id}/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stream.signal,
    });
  }

  /** Hands on every event of a stream; ends when the stream does. */
  async function follow(response: Response, told: Told[]): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [, event = '', data = ''] =
          /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
        if (event !== '') told.push({ event, run: JSON.parse(data) as Json });
        text = text.slice(end + 2);
      }
    }
  }

  it('are listed, the newest first, with what asked for them', async () => {
    const asked = await officer.post(RUNS, {});
    await ended(String(asked.body['id']), 'completed');
    const list = await eventually(
      () => statistician.get(`${RUNS}?pageSize=1&status=completed`),
      ({ body }) => (body['items'] as Json[])[0]?.['id'] === asked.body['id'],
    );
    expect(list.body).toMatchObject({
      ...{ page: 1, pageSize: 1, total: 2 },
      items: [{ trigger: { kind: 'officer' }, total: 2, done: 2, failed: 0, list: LIST }],
    });
    const second = await statistician.get(`${RUNS}?pageSize=1&status=completed&page=2`);
    expect((second.body['items'] as Json[])[0]).toMatchObject({
      trigger: { kind: 'publication', list: LIST, version: 1 },
    });
    expect((await officer.get(`${RUNS}?status=lost`)).status).toBe(422);
  });

  it('are paused, resumed and cancelled; doing it again changes nothing', async () => {
    const id = await heldRun();
    const paused = await control(id, 'pause');
    expect([paused.status, paused.body]).toMatchObject([200, { id, status: 'paused', done: 0 }]);
    const again = await control(id, 'pause');
    expect(again.headers.get('etag')).toBe(paused.headers.get('etag'));
    await queue.resume();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await officer.get(`${RUNS}/${id}`)).body).toMatchObject({ status: 'paused', done: 0 });
    const admin = await registry.as('system-admin');
    const jobs = await admin.get(
      `/api/v1/jobs?status=paused&after=${paused.headers.get('registry-position') ?? ''}`,
    );
    expect(jobs.body['items']).toMatchObject([{ id, status: 'paused' }]);

    expect((await control(id, 'resume')).body).toMatchObject({ status: 'queued' });
    const { body } = await ended(id, 'completed');
    expect(body).toMatchObject({ done: 2, failed: 0, failures: [], etaSeconds: null });
    for (const what of ['pause', 'resume', 'cancel']) {
      const refused = await control(id, what);
      expect(codes(refused)).toEqual([409, 'run-ended']);
      expect(refused.body['detail']).toContain('已经完成');
    }
    expect(codes(await control(id, 'retry'))).toEqual([409, 'run-has-no-failures']);

    const other = await heldRun();
    expect((await control(other, 'cancel')).body).toMatchObject({ status: 'cancelled' });
    await queue.resume();
    expect(codes(await control(other, 'resume'))).toEqual([409, 'run-ended']);
    expect((await control(other, 'cancel')).status).toBe(200);
    for (const what of ['pause', 'resume', 'cancel', 'retry']) {
      expect(codes(await control('nothing', what))).toEqual([404, 'run-not-found']);
    }
  });

  it('are watched by server-sent events until they end', async () => {
    const id = await heldRun();
    const response = await openStream(id);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const told: Told[] = [];
    const following = follow(response, told);
    await control(id, 'pause');
    await eventually(
      () => Promise.resolve(told.map(({ run }) => run['status'])),
      (statuses) => statuses.includes('paused'),
    );
    await control(id, 'resume');
    await queue.resume();
    await following;
    expect(told[0]).toMatchObject({ event: 'progress', run: { id, status: 'queued' } });
    expect(told.at(-1)).toMatchObject({ event: 'end', run: { id, status: 'completed', done: 2 } });
    // Who comes too late is told the end at once.
    const late: Told[] = [];
    await follow(await openStream(id), late);
    expect(late.map(({ event }) => event)).toEqual(['progress', 'end']);
  });

  it('streams are refused like any other question, and there are only so many', async () => {
    const missing = await openStream('018cc251-f400-7000-8000-000000000002');
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ]);
    const id = await heldRun();
    const path = `${RUNS}/${id}/events`;
    expect((await registry.anonymous.get(path)).status).toBe(401);
    expect(codes(await enterprise.get(path))).toEqual([403, 'forbidden']);
    const streams = await Promise.all(Array.from({ length: MOST_STREAMS }, () => openStream(id)));
    expect(streams.every(({ status }) => status === 200)).toBe(true);
    const refused = await openStream(id);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'too-many-streams' });
    open[1]?.abort();
    await eventually(
      () => openStream(id),
      ({ status }) => status === 200,
    );
    await control(id, 'cancel');
  });

  it('what stands says why and since when, and how it came about, to whom it concerns', async () => {
    const path = `/api/v1/enterprises/${OWN_CREDIT_CODE}/eligibility`;
    const standing = await enterprise.get(`${path}?list=${LIST}`);
    const results = standing.body['results'] as Json[];
    expect(results[0]).toMatchObject({
      clause: 'htf-first',
      text: expect.stringContaining('奖励'),
    });
    expect(['facts', 'run']).toContain((results[0]?.['because'] as Json)['kind']);
    const history = await enterprise.get(`${path}/history?clause=htf-first&pageSize=5`);
    expect(history.body).toMatchObject({
      page: 1,
      total: 2,
      items: [
        { clause: 'htf-first', status: 'not-eligible', because: { kind: 'run' }, until: null },
        { clause: 'htf-first', status: 'not-eligible', before: null },
      ],
    });
    const years = await enterprise.get(`${path}/history?awardYear=2001`);
    expect(years.body).toMatchObject({ total: 0, items: [] });
    const other = `/api/v1/enterprises/${OTHER}/eligibility/history`;
    expect(codes(await enterprise.get(other))).toEqual([403, 'not-your-enterprise']);
    expect((await officer.get(other)).status).toBe(200);
    expect((await officer.get(`${other}?awardYear=x`)).status).toBe(422);
  });

  it('what a draft would change is worked out before it is published', async () => {
    const path = `/api/v1/policy-lists/${LIST}/versions/2/impact`;
    expect(codes(await officer.post(path, {}))).toEqual([404, 'version-not-found']);
    const text = SAMPLE.replace(/^version: .*$/m, 'version: 2')
      .replace('amount: 20万', 'amount: 30万')
      .replace('20万元', '30万元');
    expect((await draft(text)).status).toBe(201);
    expect(codes(await officer.get(path))).toEqual([404, 'impact-not-found']);
    expect((await officer.post(path, { asOf: '2023-02-30' })).status).toBe(422);
    expect((await officer.post(path, { awardYear: 'x' })).status).toBe(422);
    expect(codes(await enterprise.get(path))).toEqual([403, 'forbidden']);
    const asked = await officer.post(path, { asOf: '2024-06-30' });
    expect([asked.status, asked.body]).toMatchObject([202, { against: 1, awardYear: 2024 }]);
    const done = await eventually(
      () => statistician.get(path),
      ({ body }) => body['status'] === 'completed',
    );
    expect(done.body).toMatchObject({
      ...{ id: asked.body['id'], list: LIST, version: 2, against: 1, outdated: false },
      ...{ progress: { done: 2, total: 2 }, failed: 0, total: 0, items: [] },
      enterprises: { gaining: 0, losing: 0, both: 0, open: 0, unchanged: 2 },
    });
    const csv = await officer.get(`${path}?effect=loses`, { accept: 'text/csv' });
    expect(csv.text).toContain('统一社会信用代码,影响,现行合计（元）,拟发布合计（元）,条款');
    expect((await officer.get(`${path}?effect=x`)).status).toBe(422);
  });
});
