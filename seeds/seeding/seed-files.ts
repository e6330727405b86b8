import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SeedStep } from '../sample-county/step.js';

/** Text of the files that the steps name, by path below `seeds/`. */
export type SeedFiles = ReadonlyMap<string, string>;

/** The folder that has `package.json`: sources and `dist/` both lie below it. */
function repositoryRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('seeds: no package.json above this program');
  return repositoryRoot(above);
}

/**
 * Reads the files of `seeds/` that the steps name, also when the program runs from `dist/`.
 * @throws Error with the path when one cannot be read
 */
export async function readSeedFiles(steps: readonly SeedStep[]): Promise<SeedFiles> {
  const folder = join(repositoryRoot(dirname(fileURLToPath(import.meta.url))), 'seeds');
  const named = steps.flatMap(({ command }) => ('file' in command ? [command.file] : []));
  const beside = named.map(testsBeside).filter((path) => existsSync(join(folder, path)));
  const texts = [...new Set([...named, ...beside])].map(
    async (path) => [path, await readFile(join(folder, path), 'utf8')] as const,
  );
  return new Map(await Promise.all(texts));
}

/** The cases beside a policy list. */
export function testsBeside(path: string): string {
  return path.replace(/\.yaml$/, '.test.yaml');
}
