import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { terminalIo } from './terminal.js';

interface Fake {
  readonly io: ReturnType<typeof terminalIo>;
  readonly stdin: PassThrough;
  /** Everything that was written. */
  shown(): string;
}

function terminal(isTTY: boolean): Fake {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const screen = new PassThrough();
  const written: string[] = [];
  screen.on('data', (chunk: Buffer) => written.push(chunk.toString('utf8')));
  return {
    io: terminalIo({ stdin, stdout: screen, stderr: screen }),
    stdin,
    shown: () => written.join(''),
  };
}

/** Types one line after the other, each when the prompt before it has been shown. */
async function type(fake: Fake, ...lines: string[]): Promise<void> {
  for (const line of lines) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    fake.stdin.write(line);
  }
}

describe('a password from standard input', () => {
  it('is the first line', async () => {
    const fake = terminal(false);
    fake.stdin.end('tiger lamp river\nmore\n');
    expect(await fake.io.readPassword('密码：')).toBe('tiger lamp river');
  });

  it('is empty when there is nothing to read', async () => {
    const fake = terminal(false);
    fake.stdin.end();
    expect(await fake.io.readPassword('密码：')).toBe('');
  });
});

describe('a password from a terminal', () => {
  it('is asked for twice and never shown', async () => {
    const fake = terminal(true);
    const typing = type(fake, 'tiger lamp river\n', 'tiger lamp river\n');
    expect(await fake.io.readPassword('密码：')).toBe('tiger lamp river');
    await typing;
    expect(fake.shown()).toContain('密码：');
    expect(fake.shown()).not.toContain('tiger');
  });

  it('is asked for again when the two differ', async () => {
    const fake = terminal(true);
    const typing = type(fake, 'tiger\n', 'lamp\n', 'river\n', 'river\n');
    expect(await fake.io.readPassword('密码：')).toBe('river');
    await typing;
    expect(fake.shown()).toContain('两次输入不同');
  });

  it('may be left empty, to have one made up', async () => {
    const fake = terminal(true);
    const typing = type(fake, '\n');
    expect(await fake.io.readPassword('密码：')).toBe('');
    await typing;
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('given up with %s is not an empty one', async (_name, key) => {
    const fake = terminal(true);
    const typing = type(fake, key);
    expect(await fake.io.readPassword('密码：')).toBeUndefined();
    await typing;
  });
});
