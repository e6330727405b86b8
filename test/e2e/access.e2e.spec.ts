import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '../../libs/kernel/actor.js';
import type { ApiClient } from '../support/api-client.js';
import { startTestRegistry, type TestRegistry } from '../support/registry.js';
import { ACCESS } from './access-table.js';

/** Values that reach the guard and then find nothing: who may call is the question, not the answer. */
const PARAMETERS: Readonly<Record<string, string>> = {
  creditCode: '91411323MAXX00015T',
  username: 'nobody-here',
  id: 'high-tech-firm.GR209941999999',
  regionCode: '411323',
  year: '2023',
  indicator: 'county-projects',
  series: 'gdp',
  n: '1',
};

const pathOf = (template: string): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name] ?? 'x');

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('who may call what', () => {
  let registry: TestRegistry;
  let documented: string[];
  const clients = new Map<Role, ApiClient>();

  beforeAll(async () => {
    registry = await startTestRegistry();
    const openApi = await registry.anonymous.get<OpenApi>('/api/openapi.json');
    documented = Object.entries(openApi.body.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
  });
  afterAll(() => registry.stop());

  // A fresh session each time: some of the calls end the session that makes them.
  async function clientOf(role: Role): Promise<ApiClient> {
    const known = clients.get(role);
    if (known && (await known.get('/api/v1/auth/me')).status === 200) return known;
    const client = await registry.as(role);
    clients.set(role, client);
    return client;
  }

  function call(client: ApiClient, endpoint: string) {
    const [method = '', template = ''] = endpoint.split(' ');
    const path = pathOf(template);
    return method === 'GET'
      ? client.get(path)
      : client.send(method, path, '{}', { 'content-type': 'application/json' });
  }

  it('every endpoint of the OpenAPI document stands in the table, and the other way round', () => {
    expect([...documented].sort()).toEqual(Object.keys(ACCESS).sort());
  });

  const rows = Object.entries(ACCESS);

  it.each(rows)('%s asks who it is first', async (endpoint, access) => {
    const answer = await call(registry.anonymous, endpoint);
    if (access === 'public') expect(answer.status).not.toBe(403);
    else expect(answer.status).toBe(401);
  });

  it.each(
    rows.flatMap(([endpoint, access]) =>
      ROLES.map((role) => [endpoint, role, access === 'public' || access.includes(role)] as const),
    ),
  )('%s for %s: allowed %s', async (endpoint, role, allowed) => {
    const answer = await call(await clientOf(role), endpoint);
    expect(answer.status).toBeLessThan(500);
    if (allowed) {
      // An enterprise account that asks for another's record is refused as such, not by its role.
      const refusedAs = answer.status === 403 ? answer.body['code'] : undefined;
      expect([undefined, 'not-your-enterprise']).toContain(refusedAs);
      if (!endpoint.endsWith('/auth/login')) expect(answer.status).not.toBe(401);
    } else {
      expect([answer.status, answer.body['code']]).toEqual([403, 'forbidden']);
      expect(answer.body['detail']).toMatch(/\p{Script=Han}/u);
    }
  });
});
