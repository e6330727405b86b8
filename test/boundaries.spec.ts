import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = process.cwd();
const FOLDERS = ['apps', 'libs', 'seeds', 'scripts'];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

/** Violations of `.dependency-cruiser.cjs` below `cwd`, as `rule: file`. */
function violationsIn(cwd: string, folders: readonly string[]): string[] {
  const cli = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const config = join(cwd, '.dependency-cruiser.cjs');
  const run = spawnSync(
    process.execPath,
    [cli, '--config', config, '--output-type', 'json', ...folders],
    { cwd, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const report = JSON.parse(run.stdout) as { summary: { violations: Violation[] } };
  return report.summary.violations.map((v) => `${v.rule.name}: ${v.from}`);
}

/** Every rule, broken once; and one import that is allowed. All in one tree: a run takes seconds. */
const PLANTED: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['kernel-is-pure', 'libs/kernel/runtime-in-kernel.ts', `import '#libs/runtime/b.js';`],
  ['kernel-is-pure', 'libs/kernel/nest-in-kernel.ts', `import '@nestjs/common';`],
  ['domain-imports-kernel-only', 'libs/targets/domain/a.ts', `import '@nestjs/common';`],
  ['slices-meet-at-contracts', 'libs/targets/a.ts', `import '#libs/enterprises/secret.js';`],
  [
    'store-and-runtime-know-no-slice',
    'libs/event-store/a.ts',
    `import '#libs/targets/queries.js';`,
  ],
  [
    'kurrentdb-loads-on-demand',
    'libs/event-store/b.ts',
    `import '#libs/event-store/kurrentdb/x.js';`,
  ],
  ['libs-know-no-app', 'libs/policy/a.ts', `import '#apps/api/main.js';`],
  ['apps-stand-apart', 'apps/worker/a.ts', `import '#apps/api/main.js';`],
  ['no-cycles', 'libs/kernel/c.ts', `import { d } from './d.js'; export const c = d;`],
  ['tests-stay-out-of-the-product', 'libs/statistics/a.ts', `import '../../test/helper.js';`],
];
const NEIGHBOURS: Readonly<Record<string, string>> = {
  'libs/runtime/b.ts': 'export {};',
  'libs/event-store/kurrentdb/x.ts': 'export {};',
  'libs/event-store/d.ts': `await import('#libs/event-store/kurrentdb/x.js');`,
  'libs/enterprises/secret.ts': 'export {};',
  'libs/enterprises/queries.ts': 'export {};',
  'libs/targets/queries.ts': 'export {};',
  'libs/targets/allowed.ts': `import '#libs/enterprises/queries.js';`,
  'libs/kernel/d.ts': `import { c } from './c.js'; export const d = c;`,
  'apps/api/main.ts': 'export {};',
  'test/helper.ts': 'export {};',
};

describe('the boundaries between the parts', () => {
  let planted: string;
  let found: string[];

  beforeAll(() => {
    planted = mkdtempSync(join(tmpdir(), 'boundaries-'));
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      copyFileSync(join(root, file), join(planted, file));
    }
    symlinkSync(join(root, 'node_modules'), join(planted, 'node_modules'));
    const files = { ...NEIGHBOURS, ...Object.fromEntries(PLANTED.map(([, f, text]) => [f, text])) };
    for (const folder of FOLDERS) mkdirSync(join(planted, folder), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(planted, file)), { recursive: true });
      writeFileSync(join(planted, file), text);
    }
    found = violationsIn(planted, FOLDERS);
  });
  afterAll(() => rmSync(planted, { recursive: true, force: true }));

  it('hold in this repository', () => {
    expect(violationsIn(root, FOLDERS)).toEqual([]);
  });

  it.each(PLANTED)('a planted violation of %s in %s is found', (rule, file) => {
    expect(found).toContain(`${rule}: ${file}`);
  });

  it('let KurrentDB be loaded when it is needed', () => {
    expect(found.filter((line) => line.endsWith('libs/event-store/d.ts'))).toEqual([]);
  });

  it('let a slice see another slice’s queries', () => {
    expect(found.filter((line) => line.endsWith('libs/targets/allowed.ts'))).toEqual([]);
  });
});
