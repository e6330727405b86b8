import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly rounds: number;
  /** Length of a slice of those measures that run by time. */
  readonly seconds: number;
  /** Factor on the sizes of those measures that do a fixed piece of work. */
  readonly scale: number;
  /** Names of measures; empty: all. */
  readonly only: readonly string[];
  readonly assert: boolean;
  readonly large: boolean;
  /** Also measure peers that the project does not depend on. */
  readonly peers: boolean;
}

/** The command line was not understood; the message says what would be. */
export class UsageError extends Error {}

/**
 * @param measures the names `--only` may be given
 * @throws UsageError
 */
export function parseOptions(
  argv: readonly string[],
  measures: readonly string[],
  defaults: { readonly rounds: string; readonly seconds: string } = { rounds: '9', seconds: '0.5' },
): BenchOptions {
  const { values } = read(argv);
  const only = values.only ?? [];
  const unknown = only.find((name) => !measures.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`no measure ${unknown}; there are: ${measures.join(', ')}`);
  }
  return {
    rounds: positive('rounds', values.rounds ?? defaults.rounds, true),
    seconds: positive('seconds', values.seconds ?? defaults.seconds, false),
    scale: positive('scale', values.scale ?? '1', false),
    only,
    assert: values.assert ?? false,
    large: values.large ?? false,
    peers: !(values['no-peers'] ?? false),
  };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        scale: { type: 'string' },
        only: { type: 'string', multiple: true },
        assert: { type: 'boolean' },
        large: { type: 'boolean' },
        'no-peers': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function positive(name: string, text: string, whole: boolean): number {
  const number = Number(text);
  if (!(number > 0) || (whole && !Number.isInteger(number))) {
    throw new UsageError(`--${name} ${text}: a ${whole ? 'whole ' : ''}number above 0 is wanted`);
  }
  return number;
}
