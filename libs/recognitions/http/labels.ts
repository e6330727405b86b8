/** The codes of a table of labels, for `enum`. */
export function codesOf(labels: object): string[] {
  return Object.keys(labels);
}

/** “code label；code label”, for descriptions. */
export function explain(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([code, label]) => `${code} ${label}`)
    .join('；');
}
