import { existsSync, readFileSync } from 'node:fs';
import { loadDictionary } from '#libs/policy/dictionary.js';
import { runPolicyCli } from '#libs/policy/domain/cases/cli.js';

/** `npm run policy -- check <file> | schema | diff <old> <new>`; needs no database. */
process.exitCode = runPolicyCli(
  {
    dictionary: loadDictionary(),
    read: (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
    write: (text) => void process.stdout.write(text),
  },
  process.argv.slice(2),
);
