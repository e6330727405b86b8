import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  OWN_CREDIT_CODE,
  startTestRegistry,
  type TestRegistry,
} from '../../../test/support/registry.js';
import { publishList } from '../testing/publish-list.js';

/** The list whose questions and clauses the pages name. */
const LIST = 'seeds/county-2023/policy-list.yaml';
const PASSWORD = 'test-password-2023';

/** The commands of a page, as a reader would copy them; each answer on a line of its own. */
function commandsOf(page: string, url: string): string {
  const text = readFileSync(`docs/how-to/${page}`, 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  return blocks
    .join('\n')
    .replace(/^((?:ask|send) .*)$/gm, '$1; echo')
    .replaceAll('http://127.0.0.1:3000', url)
    .replaceAll('demo-2023', PASSWORD)
    .replaceAll('91411323MAXY003239', OWN_CREDIT_CODE);
}

/** Not `spawnSync`: the registry that is asked runs in this process. */
async function run(script: string): Promise<readonly Record<string, unknown>[]> {
  const { stdout, stderr } = await promisify(execFile)('bash', [
    '--norc',
    '-euo',
    'pipefail',
    '-c',
    script,
  ]);
  expect(stderr).toBe('');
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe.each([
  ['declare-figures.md', 6],
  ['confirm-figures.md', 9],
])('docs/how-to/%s', (page, answers) => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry();
    const officer = await registry.as('officer');
    const firm = { creditCode: OWN_CREDIT_CODE, name: '样例企业', regionCode: '411323' };
    expect((await officer.post('/api/v1/enterprises', firm)).status).toBe(201);
    await publishList(officer, readFileSync(LIST, 'utf8'));
  }, 90_000);
  afterAll(() => registry.stop());

  it('has commands that run as printed, none of them refused', async () => {
    const told = await run(commandsOf(page, registry.url));
    expect(told).toHaveLength(answers);
    expect(told.filter((answer) => 'code' in answer)).toEqual([]);
  }, 120_000);
});
