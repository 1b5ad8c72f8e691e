/** The lint rules that hold the layers (biome.json) do fire: what a file may import passes, what it may not is found. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Imports of a file of each layer. */
const CASES: Readonly<Record<string, { readonly passes: readonly string[]; readonly fails: readonly string[] }>> = {
  'src/core/x.ts': { passes: ['./y.ts'], fails: ['../protocol/y.ts', '../plan/y.ts', 'node:path', 'commander'] },
  'src/protocol/x.ts': { passes: ['./y.ts', '../core/y.ts'], fails: ['../plan/y.ts', '../engine/y.ts', 'node:fs'] },
  'src/plan/parse/x.ts': {
    passes: ['./y.ts', '../y.ts', '../../core/y.ts', '../../protocol/y.ts'],
    fails: ['../../engine/y.ts', '../../run/y.ts', '../../cli/y.ts', '../../report/y.ts', 'node:fs', 'commander'],
  },
  'src/report/x.ts': {
    passes: ['./y.ts', '../core/y.ts', '../protocol/y.ts'],
    fails: ['../plan/y.ts', '../engine/io/y.ts', '../run/y.ts', '../cli/y.ts', '../main.ts', 'node:os'],
  },
  'src/run/scheduler/x.ts': {
    passes: ['./y.ts', '../execution.ts', '../../core/y.ts', '../../protocol/y.ts', 'node:path'],
    fails: ['../../plan/y.ts', '../../engine/y.ts', '../../worker.ts', 'node:child_process', 'node:fs'],
  },
  'src/run/processes/child.ts': { passes: ['node:child_process'], fails: ['node:fs', '../../engine/y.ts'] },
  'src/run/processes/scratch.ts': { passes: ['node:fs'], fails: ['node:child_process', '../../engine/y.ts'] },
  'src/run/bench/timed-run.ts': {
    passes: ['node:child_process', 'node:crypto', './y.ts'],
    fails: ['node:fs', '../processes/y.ts', '../../engine/y.ts'],
  },
  'src/engine/operators/x.ts': {
    passes: ['../kernel.ts', '../io/y.ts', '../../core/y.ts', '../../protocol/y.ts', 'node:buffer', 'node:v8'],
    fails: ['../../plan/y.ts', '../../run/y.ts', '../../cli/y.ts', 'node:fs', 'node:fs/promises', 'csv-parse'],
  },
  'src/engine/io/x.ts': {
    passes: ['node:fs', 'node:zlib', 'node:worker_threads', '../kernel.ts'],
    fails: ['node:child_process', 'csv-parse', '../../plan/y.ts'],
  },
  'src/engine/libraries.ts': { passes: ['csv-parse', 'stream-json/core/parser.js'], fails: ['./kernel.ts', 'node:fs'] },
  'src/cli/x.ts': {
    passes: ['../core/y.ts', '../plan/y.ts', '../protocol/y.ts', '../report/y.ts', 'commander', 'node:os'],
    fails: ['../engine/y.ts', '../run/y.ts', '../main.ts', 'node:fs', 'node:fs/promises', 'node:child_process'],
  },
  'src/cli/output/x.ts': { passes: ['node:fs', 'string-width'], fails: ['node:child_process', '../../engine/y.ts'] },
  'src/main.ts': { passes: ['./cli/y.ts', './engine/y.ts', './plan/y.ts', './run/y.ts', './report/y.ts'], fails: [] },
  'src/worker.ts': { passes: ['./engine/y.ts', './run/y.ts'], fails: [] },
};

const directory = mkdtempSync(join(tmpdir(), 'pq-layers-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('the lint rules', () => {
  const found = lint();

  it.each(Object.entries(CASES))('hold what %s may import', (file, { passes, fails }) => {
    const refused = [...passes, ...fails].filter((_, index) =>
      found.includes(`${file}:${index + 1} noRestrictedImports`),
    );
    expect(refused).toEqual(fails);
  });

  it('keep console out of src', () => {
    expect(found).toContain('src/plan/talks.ts:1 noConsole');
  });
});

describe('protocol', () => {
  const folder = join(ROOT, 'src/protocol');
  it.each(readdirSync(folder))('%s has types only: nothing is left of it at run time', (name) => {
    expect(transformSync(readFileSync(join(folder, name), 'utf8'), { loader: 'ts' }).code.trim()).toBe('');
  });
});

/** What Biome finds in files with these imports, under the project's own rules: one run for all of them. */
function lint(): readonly string[] {
  const { vcs: _, ...rules } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'));
  write('biome.json', JSON.stringify(rules));
  for (const [file, { passes, fails }] of Object.entries(CASES))
    write(file, [...passes, ...fails].map(importOf).join(''));
  write('src/plan/talks.ts', "console.log('here');\n");
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const args = ['lint', '--reporter=github', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(biome, args, { cwd: directory, encoding: 'utf8' });
  const findings = stdout.matchAll(/title=lint\/\w+\/(\w+),file=([^,]+),line=(\d+)/g);
  return Array.from(findings, ([, rule, file = '', line]) => `${file.slice(file.indexOf('src/'))}:${line} ${rule}`);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), text);
}

function importOf(specifier: string): string {
  return `import '${specifier}';\n`;
}
