import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestRegistry, type TestRegistry } from '../../../test/support/registry.js';

const PAGE = readFileSync('docs/how-to/write-a-policy-list.md', 'utf8');
const PASSWORD = 'test-password-2023';

const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    (match) => match[1] ?? '',
  );

/** The command as npm would run it, without the build. */
const POLICY = ['--import', './test/support/ts-hooks.js', 'scripts/policy.ts'];

describe('docs/how-to/write-a-policy-list.md', () => {
  let registry: TestRegistry;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'policy-list-'));
    const [list = '', tests = ''] = blocks('yaml');
    writeFileSync(join(folder, 'my-list.yaml'), list);
    writeFileSync(join(folder, 'my-list.test.yaml'), tests);
    registry = await startTestRegistry();
  }, 90_000);
  afterAll(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has a list and cases that leave nothing to say', async () => {
    const args = [...POLICY, 'check', join(folder, 'my-list.yaml'), '--strict'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toMatch(/用例 (\d+) 个，通过 \1 个；.*改错 (\d+) 处，用例看出 \2 处\n可以发布/);
  }, 60_000);

  it('says which word is meant when one is misspelt, as it promises', async () => {
    const [list = ''] = blocks('yaml');
    const file = join(folder, 'misspelt.yaml');
    writeFileSync(file, list.replace('fact: rd.intensity', 'fact: rd.intensty'));
    const run = promisify(execFile)(process.execPath, [...POLICY, 'check', file]);
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/第 \d+ 行.*rd-intensity.*rd\.intensity/) as unknown,
    });
  }, 60_000);

  it('has commands that run as printed, up to the published clause', async () => {
    const script = blocks('sh')
      .filter((block) => !block.startsWith('npm run policy'))
      .join('\n')
      .replace(/^((?:ask|send) .*)$/gm, '$1; echo')
      .replaceAll('http://127.0.0.1:3000', registry.url)
      .replaceAll('demo-2023', PASSWORD);
    const { stdout } = await promisify(execFile)(
      'bash',
      ['--norc', '-euo', 'pipefail', '-c', script],
      {
        cwd: folder,
      },
    );
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    const answers = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers).toHaveLength(4);
    expect(answers[0]).toMatchObject({
      id: 'my-policy',
      version: 1,
      status: 'draft',
      findings: [],
    });
    expect(answers.filter((answer) => 'code' in answer)).toEqual([]);
    expect(answers[3]).toMatchObject({ version: 1, status: 'published' });
  }, 120_000);
});
