/** Findings about the cases; `test-failed` and `tests-unreadable` keep a version from being published. */
export const CASE_CODES = {
  none: 'no-tests',
  unreadable: 'tests-unreadable',
  failed: 'test-failed',
  uncovered: 'condition-not-covered',
  survives: 'mutant-survives',
} as const;

/** What publishing has to confirm by name: doubts, not mistakes. */
export const TO_ACKNOWLEDGE: readonly string[] = [
  CASE_CODES.none,
  CASE_CODES.uncovered,
  CASE_CODES.survives,
];

/** What keeps a version from being published. */
export const NOT_GREEN: readonly string[] = [CASE_CODES.unreadable, CASE_CODES.failed];
