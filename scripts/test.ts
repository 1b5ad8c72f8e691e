/**
 * npm test: everything that has to hold, the quickest first; the first failure ends it. The last line says how many
 * tests passed and failed; a check that fails counts as one.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Scripts of package.json that take a second or two each. */
const CHECKS = ['lint', 'types', 'unused', 'docs:check', 'build'];

const root = join(import.meta.dirname, '..');
const failed = CHECKS.find((check) => !passes(`npm run ${check}`, ['npm', 'run', '--silent', check]));
if (failed !== undefined) {
  process.stdout.write(`npm run ${failed} failed\n0 passed, 1 failed\n`);
  process.exitCode = 1;
} else if (!passes('vitest run', ['vitest', 'run', '--reporter=default', '--reporter=./scripts/closing-line.ts'])) {
  process.exitCode = 1;
}

function passes(title: string, [program = '', ...args]: readonly string[]): boolean {
  process.stdout.write(`> ${title}\n`);
  return spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status === 0;
}
