// Builds dist/ when, and only when, a source changed since the last build: `npm start` a second
// time must not spend half a minute compiling what is already there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'dist', '.build-stamp');

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts')) yield path;
  }
}

function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  const files = ['apps', 'libs', 'seeds', 'scripts'].flatMap((f) => [...sources(join(root, f))]);
  const settings = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];
  for (const file of [...files.sort(), ...settings.map((name) => join(root, name))]) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @returns true when something was built; exits the process when the build fails */
export function ensureBuilt() {
  const wanted = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return false;
  console.log('正在构建（源代码有更新）… building, because sources changed');
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const result = spawnSync(process.execPath, [nest, 'build', 'registry'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) {
    console.error('构建失败，见上文 / the build failed, see above');
    process.exit(result.status ?? 1);
  }
  writeFileSync(stampFile, wanted);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureBuilt();
