import { describe, expect, it } from '@jest/globals';
import { runCopy } from './cli.js';

async function run(argv: readonly string[]) {
  let output = '';
  const write = (text: string) => (output += text);
  const cli = { migrations: [], tables: [], dataDir: '/nowhere', ledger: 'county', write };
  return { code: await runCopy(cli, argv), output };
}

describe('npm run ledger -- copy', () => {
  it.each([
    [[]],
    [['--from', 'postgres://a/b']],
    [['--from', 'postgres://a/b', '--to']],
    [['--from', 'mysql://a/b', '--to', 'postgres://a/b']],
    [['--from', 'postgres://a/b', '--to', 'postgres://a/c', '--ledger', '台账']],
    [['--from', 'postgres://a/b', '--from', 'postgres://a/b', '--to', 'postgres://a/c']],
    [['--from', 'postgres://a/b', '--to', 'postgres://a/c', '--fast', 'yes']],
  ])('says how it is used when it does not understand %j', async (argv) => {
    const { code, output } = await run(argv);
    expect([code, output]).toEqual([2, expect.stringContaining('用法')]);
  });

  it('never repeats a password', async () => {
    const { output } = await run(['--from', 'mysql://u:s3cret@a/b', '--to', 'x']);
    expect(output).toContain('mysql://***@a/b');
    expect(output).not.toContain('s3cret');
  });
});
