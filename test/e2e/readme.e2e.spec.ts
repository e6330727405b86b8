import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiClient, signIn, type Json } from '../support/api-client.js';
import { startRegistryProcess, type RegistryProcess } from '../support/registry-process.js';

const DEMO = { DEMO: '1' };

/** The lines under a heading of the README, as a reader would copy them. */
function linesUnder(heading: string, url: string): string {
  const readme = readFileSync(join(process.cwd(), 'README.md'), 'utf8');
  const block = readme.split(`## ${heading}`)[1]?.match(/```sh\n([\s\S]*?)```/)?.[1];
  if (block === undefined) throw new Error(`the README has no commands under “${heading}”`);
  return block.replaceAll('http://127.0.0.1:3000', url);
}

function run(script: string): string {
  const shell = spawnSync('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    encoding: 'utf8',
  });
  expect(shell.stderr).toBe('');
  expect(shell.status).toBe(0);
  return shell.stdout;
}

describe('a new user, with the sample county', () => {
  let dataDir: string;
  let registry: RegistryProcess;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'registry-demo-'));
    registry = await startRegistryProcess(dataDir, DEMO, { timeoutMs: 300_000 });
  }, 330_000);
  afterAll(async () => {
    await registry.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  // The shell's lines block this process; connections the registry closed meanwhile must be noticed.
  afterEach(() => new Promise<void>((resolve) => void setTimeout(resolve, 50)));

  it('is told where it is, who can sign in and where the data lies', () => {
    const output = registry.output();
    for (const part of [registry.url, dataDir, 'officer', 'auditor', 'demo-2023', '虚构样例']) {
      expect(output).toContain(part);
    }
  });

  it('finds the API page behind the root', async () => {
    const home = await apiClient(registry.url).get('/');
    expect([home.status, home.headers.get('location')]).toEqual([302, '/api/docs']);
    const page = await apiClient(registry.url).get('/api/docs/');
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('创新台账')]);
  });

  it('can copy the README’s five lines and gets what it says', () => {
    const lines = linesUnder('The main job in five lines', registry.url).trim().split('\n');
    expect(lines).toHaveLength(5);
    const script = [...lines.slice(0, 3), 'echo', lines[3], 'echo', lines[4]].join('\n');
    const [enterprise, tally, check] = run(script).trim().split('\n');
    expect(JSON.parse(enterprise ?? '')).toMatchObject({ creditCode: '91411323MAXX00015T' });
    const indicators = (JSON.parse(tally ?? '') as { indicators: Json[] }).indicators;
    expect(indicators).toHaveLength(8);
    expect(JSON.parse(check ?? '')).toMatchObject({ status: 'queued' });
    // The same lines again: answered the same, counted once.
    const [, again] = run(script).trim().split('\n');
    const actual = (all: Json[]) => all.map((one) => one['actual']);
    expect(actual((JSON.parse(again ?? '') as { indicators: Json[] }).indicators)).toEqual(
      actual(indicators),
    );
  });

  it('gets its check answered with clauses that are eligible, not eligible by a gap, and unknown', async () => {
    const officer = await signIn(registry.url, 'officer', 'demo-2023');
    const requested = await officer.post('/api/v1/eligibility-checks', {
      creditCode: '91411323MAXX00015T',
      asOf: '2023-12-31',
      awardYear: 2023,
    });
    expect(requested.status).toBe(202);
    const check = await untilAnswered(officer, requested.body['id'] as string);
    expect(check['status']).toBe('completed');
    const { results } = check['result'] as { results: Json[] };
    const byStatus = (status: string) => results.filter((one) => one['status'] === status);
    expect(byStatus('eligible').map((one) => one['amount'])).toContain('200000.00');
    const gaps = byStatus('not-eligible').flatMap((one) => one['fails'] as Json[]);
    expect(gaps.map((fail) => fail['gap'])).toContain('30000000.00');
    const missing = byStatus('unknown').flatMap((one) => one['missing'] as Json[]);
    expect(missing.map((fact) => fact['fact'])).toContain('rd.expense@2022');
  });

  it('sees in November 2023 what was known then: fewer certificates, last year’s R&D beside “not yet known”', async () => {
    const statistician = await signIn(registry.url, 'statistician', 'demo-2023');
    const at = async (query: string) => {
      const answer = await statistician.get(`/api/v1/targets/411323/2023/tally?${query}`);
      return (answer.body['indicators'] as Json[]).map((one) => [one['code'], one] as const);
    };
    const then = new Map(await at('asOf=2023-11-15&knownAt=2023-11-15'));
    const now = new Map(await at('asOf=2023-12-31'));
    const firms = (all: Map<unknown, Json>) => Number(all.get('high-tech-firms-new')?.['actual']);
    expect(firms(then)).toBeLessThan(firms(now));
    expect(then.get('rd-expenditure-growth')).toMatchObject({
      actual: null,
      status: 'not-yet-known',
      latestPublished: { period: '2022' },
    });
    expect(new Map(await at('asOf=2023-11-15&knownAt=2023-11-15'))).toEqual(then);
  });

  it('can follow the tutorial to its end, and each step shows what it says', () => {
    const text = readFileSync(join(process.cwd(), 'docs/tutorial/first-day.md'), 'utf8');
    const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
    const marked = blocks.map((block, index) => `echo '== ${index}'\n${block}\necho`).join('\n');
    const printed = run(marked.replaceAll('http://127.0.0.1:3000', registry.url)).split(
      /^== \d+$/m,
    );
    const platforms = (answer: string | undefined): number[] =>
      [...(answer ?? '').matchAll(/"code":"platforms-new".*?"actual":"(\d+)"/g)].map((m) =>
        Number(m[1]),
      );
    expect(printed).toHaveLength(blocks.length + 1);
    expect(printed.join('')).not.toMatch(/"status":(4|5)\d\d/);
    const [, me, then, now, evidence, recorded, corrected, timeline, findings] = printed;
    expect(me).toContain('"username":"officer"');
    expect(then).toContain('"not-yet-known"');
    const start = platforms(now)[0] ?? Number.NaN;
    expect(JSON.parse(evidence?.trim().split('\n')[0]?.split('\ufeff')[0] ?? '')).toMatchObject({
      total: start,
    });
    expect(recorded).toMatch(/PT411323-2023-\d{4}/);
    expect(platforms(recorded)).toEqual([start + 1]);
    expect(platforms(corrected)).toEqual([start, start + 1]);
    expect(timeline).toMatch(/recognition\.corrected.*recognition\.recorded/s);
    expect(findings).toContain('"open"');
  });

  it('finds everything again after Ctrl-C, without seeding twice, and without an error line', async () => {
    const officer = await signIn(registry.url, 'officer', 'demo-2023');
    const before = await officer.get('/api/v1/enterprises?pageSize=1');
    expect(await registry.stop()).toBe(0);
    expect(registry.output()).not.toMatch(/"level":"(error|fatal)"|Error:/);
    expect(registry.output()).not.toContain('connection lost');
    registry = await startRegistryProcess(dataDir, DEMO);
    expect(registry.output()).not.toContain('正在载入示例县数据');
    const after = await signIn(registry.url, 'officer', 'demo-2023').then((again) =>
      again.get('/api/v1/enterprises?pageSize=1'),
    );
    expect(after.body['total']).toBe(before.body['total']);
  });
});

async function untilAnswered(client: ReturnType<typeof apiClient>, id: string): Promise<Json> {
  for (const deadline = Date.now() + 30_000; ;) {
    const { body } = await client.get(`/api/v1/eligibility-checks/${id}`);
    if (['completed', 'failed'].includes(body['status'] as string)) return body;
    if (Date.now() > deadline) throw new Error(`not answered: ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
