import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { CliIo } from './accounts-cli.js';

/** The streams of a process, as far as they are used here. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Reads and writes on a terminal. A password is asked for twice and not echoed; without a terminal
 * it is the first line of standard input.
 */
export function terminalIo({ stdin, stdout, stderr }: Terminal): CliIo {
  return {
    out: (line) => void stdout.write(`${line}\n`),
    error: (line) => void stderr.write(`${line}\n`),
    readPassword: async (prompt) => {
      if (!stdin.isTTY) return firstLine(stdin);
      for (;;) {
        const password = await askHidden(stdin, stderr, prompt);
        if (password === undefined || password === '') return password;
        const again = await askHidden(stdin, stderr, '再输入一次：');
        if (again === undefined || again === password) return again;
        stderr.write('两次输入不同，请重来\n');
      }
    },
  };
}

async function firstLine(stdin: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}

/** Undefined when the user gave up (Ctrl-C, Ctrl-D): that must not pass for an empty answer. */
function askHidden(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  prompt: string,
): Promise<string | undefined> {
  output.write(prompt);
  // Swallows the echo, which readline itself writes on a terminal.
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const line = createInterface({ input, output: nowhere, terminal: true });
  return new Promise((resolve) => {
    line.once('close', () => {
      output.write('\n');
      resolve(undefined);
    });
    line.question('', (answer) => {
      resolve(answer);
      line.close();
    });
  });
}
