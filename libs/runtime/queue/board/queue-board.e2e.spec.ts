import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../../../../test/support/api-client.js';
import { startTestRegistry, type TestRegistry } from '../../../../test/support/registry.js';

const PAGE = '/admin/queues';

describe('the page that shows the queues', () => {
  let registry: TestRegistry;
  let admin: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    admin = await registry.as('system-admin');
  }, 90_000);
  afterAll(() => registry.stop());

  async function cookieOf(client: ApiClient): Promise<string> {
    const answer = await client.post('/api/v1/jobs/board-session');
    expect([answer.status, answer.body['path']]).toEqual([200, PAGE]);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^registry_board=[\w-]+; /);
    expect(cookie).toMatch(/Path=\/admin\/queues;.*HttpOnly; SameSite=Strict/);
    return cookie.split(';', 1)[0] ?? '';
  }

  const open = (cookie: string, path = PAGE) => registry.anonymous.get(path, { cookie });

  it('is closed to whoever brings no cookie of ours, also with a bearer token', async () => {
    for (const path of [PAGE, `${PAGE}/api/queues`, `${PAGE}/static/images/logo.svg`]) {
      for (const client of [registry.anonymous, admin]) {
        const answer = await client.get(path);
        expect([answer.status, answer.body['code']]).toEqual([401, 'unauthenticated']);
        expect(answer.body['detail']).toContain('/api/v1/jobs/board-session');
      }
    }
    expect((await open('registry_board=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')).status).toBe(
      401,
    );
  });

  it('shows a system administrator the queues, with ids and no business data', async () => {
    const cookie = await cookieOf(admin);
    const page = await open(cookie);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    const script = /src="(static\/js\/main\.[\w.]+)"/.exec(page.text)?.[1] ?? '';
    expect((await open(cookie, `${PAGE}/${script}`)).status).toBe(200);
    const queues = await open(cookie, `${PAGE}/api/queues`);
    expect(queues.status).toBe(200);
    const names = (queues.body['queues'] as { name: string; readOnlyMode: boolean }[]).map(
      ({ name, readOnlyMode }) => `${name} ${readOnlyMode}`,
    );
    expect(names.sort()).toEqual([
      ...['eligibility-check true', 'eligibility-run true', 'policy-impact true'],
    ]);
  });

  it('changes nothing: every method but looking is refused', async () => {
    const cookie = await cookieOf(admin);
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE']) {
      const path = `${PAGE}/api/queues/eligibility-check/pause`;
      const answer = await registry.anonymous.send(method, path, undefined, { cookie });
      expect([answer.status, answer.body['code']]).toEqual([403, 'board-read-only']);
    }
  });

  it('is closed again when the session ends', async () => {
    const client = await registry.as('system-admin');
    const cookie = await cookieOf(client);
    expect((await open(cookie)).status).toBe(200);
    await client.post('/api/v1/auth/logout');
    expect((await open(cookie)).status).toBe(401);
  });
});
