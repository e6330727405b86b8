/**
 * Runs TypeScript sources directly, for tests that need a process of their own (to be killed, or to
 * run under another account): `node --import ./test/support/ts-hooks.js some-script.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const root = new URL('../../', import.meta.url);

if (!import.meta.url.includes('?hooks')) {
  register('./ts-hooks.js?hooks', import.meta.url);
}

export async function resolve(specifier, context, next) {
  const wanted = specifier.startsWith('#')
    ? new URL(specifier.slice(1), root)
    : /^\.{1,2}\//.test(specifier) && context.parentURL
      ? new URL(specifier, context.parentURL)
      : undefined;
  const source = wanted && fileURLToPath(wanted).replace(/\.js$/, '.ts');
  if (source?.endsWith('.ts') && existsSync(source)) {
    return { url: pathToFileURL(source).href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    cwd: fileURLToPath(root),
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
