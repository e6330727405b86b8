import type { Round } from './measure.js';
import { spreadOf, type Verdict } from './verdict.js';

/** A table whose columns are as wide as their widest cell; numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = (cell: string) => /^[\d.,×–-]+$/.test(cell);
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return isNumber(cell) ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function rate(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Two digits that say something: 0.83, 7.5, 23. */
export function times(value: number): string {
  return value >= 10 ? value.toFixed(0) : value >= 2 ? value.toFixed(1) : value.toFixed(2);
}

/** Events per second of every contender: median, lowest and highest round. */
export function ratesTable(rounds: readonly Round[]): string {
  const names = [...(rounds[0]?.keys() ?? [])];
  const rows = names.map((name) => {
    const { median, min, max } = spreadOf(rounds.map((rates) => rates.get(name) ?? 0));
    return [name, rate(median), `${rate(min)}–${rate(max)}`];
  });
  return table([['', 'median/s', 'min–max'], ...rows]);
}

/** The ratios with their floors. */
export function verdictsTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map((verdict) => [
    verdict.measure,
    `${verdict.of} / ${verdict.to}`,
    verdict.spread ? times(verdict.spread.median) : 'not run',
    verdict.spread ? `${times(verdict.spread.min)}–${times(verdict.spread.max)}` : '',
    limitOf(verdict),
    verdict.held ? '✓' : '✗',
  ]);
  return table([['measure', 'ratio', 'median', 'min–max', 'wanted', ''], ...rows]);
}

function limitOf({ floor, ceiling }: Pick<Verdict, 'floor' | 'ceiling'>): string {
  return `${ceiling ? '≤' : '≥'} ${floor}`;
}

/** One line for each floor, or ceiling, that was not held. */
export function missedFloors(verdicts: readonly Verdict[]): string[] {
  return verdicts
    .filter(({ held }) => !held)
    .map(({ measure, of, to, spread, ...limit }) =>
      spread
        ? `${measure}: ${of} is ${times(spread.median)} of ${to}, wanted ${limitOf(limit)}`
        : `${measure}: ${of} / ${to} was not measured, wanted ${limitOf(limit)}`,
    );
}
