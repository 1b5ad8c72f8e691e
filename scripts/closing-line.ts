/** A reporter for vitest that prints how many tests passed and failed, alone on a line, after everything else. */
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (wanted: string): number => states.filter((state) => state === wanted).length;
    // A file that does not load has no tests, and an error outside of all tests belongs to none: each is a failure.
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken = suites.filter((suite) => suite.errors().length > 0).length;
    const closing = `${count('passed')} passed, ${count('failed') + broken + errors.length} failed\n`;
    process.once('exit', () => process.stdout.write(closing));
  }
}
