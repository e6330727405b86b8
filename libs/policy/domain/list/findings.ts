/** Something that is wrong (`error`) or doubtful (`warning`) in a document that an officer wrote. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** e.g. `clauses.2.when.all.0.value`. */
  readonly path: string;
  /** 1-based line of the text that was submitted; undefined for JSON. */
  readonly line?: number;
  /** Id of the clause it is in. */
  readonly clause?: string;
  /** Stable code, e.g. `unknown-fact`. */
  readonly code: string;
  /** Chinese: what is wrong and what would be accepted. */
  readonly message: string;
}

/** `第 12 行，条款 rd-intensity：……` */
export function sayFinding(finding: Finding): string {
  const where = [
    finding.line === undefined ? '' : `第 ${finding.line} 行`,
    finding.clause === undefined ? '' : `条款 ${finding.clause}`,
  ].filter((part) => part !== '');
  return where.length > 0 ? `${where.join('，')}：${finding.message}` : finding.message;
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

/** The name nearest to a misspelt one, when it is near enough to be meant. */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  if (name.length > 60) return undefined;
  let best: string | undefined;
  let alike = 0;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(name, candidate);
    const likeness = sharedEnds(name, candidate);
    // Of two that are as near, the one that begins and ends like it: `ge` is `gte` rather than `ne`.
    if (distance < least || (best !== undefined && distance === least && likeness > alike)) {
      [best, least, alike] = [candidate, distance, likeness];
    }
  }
  return best;
}

/**
 * The id that is meant by a name: of what is called so in Chinese, or the nearest id. People who write
 * lists and figures know them by what they are called.
 */
export function nearestLabelled(
  name: string,
  known: ReadonlyMap<string, { readonly label: string }>,
): string | undefined {
  const called = [...known].filter(
    ([, { label }]) => label === name || (name.length > 1 && label.includes(name)),
  );
  const [best] = called.sort(([, a], [, b]) => a.label.length - b.label.length);
  return best?.[0] ?? nearestName(name, known.keys());
}

/** How many letters two names begin and end with together. */
function sharedEnds(a: string, b: string): number {
  let [start, end] = [0, 0];
  while (start < a.length && a[start] === b[start]) start += 1;
  while (end < a.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return start + end;
}

/** Insertions, deletions, replacements, and two letters swapped. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const ways = [(row[j - 1] ?? 0) + same, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1];
      next.push(Math.min(...ways, swapped ? (before[j - 2] ?? 0) + 1 : Infinity));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
