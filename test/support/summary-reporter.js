import { readFileSync } from 'node:fs';

/**
 * Says at the end what was skipped and why, and closes with `N passed, N failed, N skipped`. A skip
 * that is not listed in test/allowed-skips.json fails the run under CI=true: a test that quietly
 * stops running is worse than one that fails.
 */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const allowed = JSON.parse(
      readFileSync(new URL('../allowed-skips.json', import.meta.url), 'utf8'),
    );
    const skipped = results.testResults.flatMap((file) =>
      file.testResults
        .filter((test) => test.status === 'pending' || test.status === 'todo')
        .map((test) => test.fullName),
    );
    for (const name of skipped) {
      const reason = Object.entries(allowed).find(([prefix]) => name.startsWith(prefix))?.[1];
      console.log(`skipped: ${name} — ${reason ?? 'NOT LISTED in test/allowed-skips.json'}`);
      if (!reason && process.env.CI === 'true') this.unlisted = true;
    }
    const suites = results.numRuntimeErrorTestSuites;
    if (suites > 0) console.log(`${suites} test files could not be run at all`);
    const failed = results.numFailedTests + suites;
    console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`);
  }

  getLastError() {
    return this.unlisted
      ? new Error('a test was skipped that test/allowed-skips.json does not list')
      : undefined;
  }
}
