import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FactDictionary } from './domain/facts/dictionary.js';
import { readDictionary } from './domain/facts/read-dictionary.js';
import { readYaml } from './domain/list/document.js';

/**
 * The fact dictionary that ships with the program (`libs/policy/facts.yaml`).
 * @throws Error when the file is missing or wrong: without it no list can be read.
 */
export function loadDictionary(
  file = join(packageRoot(), 'libs/policy/facts.yaml'),
): FactDictionary {
  const { document, findings } = readYaml(readFileSync(file, 'utf8'));
  if (!document) throw new Error(`${file}: ${findings.map((f) => f.message).join('; ')}`);
  return readDictionary(document.root);
}

/** Compiled code lies in `dist`, data beside the sources: both below the nearest package.json. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json above the policy library');
    folder = parent;
  }
  return folder;
}
