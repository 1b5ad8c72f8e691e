/** Runs the command of a golden case as a user would: the built pq, a shell, a directory of its own. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GoldenCase } from './parse-case.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

interface CaseResult {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
  /** By the names of GoldenCase.written. */
  readonly written: Readonly<Record<string, string>>;
}

/** `options` go behind the first verb. */
export async function runCase(golden: GoldenCase, options: string): Promise<CaseResult> {
  const directory = mkdtempSync(join(tmpdir(), 'pq-case-'));
  try {
    setUp(directory, golden);
    const command = golden.command.replace(/\bpq (?!bench|help)[a-z]+/, `$& ${options}`);
    const { out, err, code } = await runShell(command, directory, golden.stdin);
    const written = golden.written.map(({ name }) => [name, readFileSync(join(directory, name), 'utf8')]);
    return { out, err, code, written: Object.fromEntries(written) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function setUp(directory: string, { files }: GoldenCase): void {
  mkdirSync(join(directory, '.bin'));
  const program = join(directory, '.bin', 'pq');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin', 'pq.js')}' "$@"\n`);
  chmodSync(program, 0o755);
  symlinkSync(join(ROOT, 'fixtures'), join(directory, 'fixtures'));
  for (const { name, content } of files) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

async function runShell(command: string, directory: string, stdin: string): Promise<Omit<CaseResult, 'written'>> {
  const { PQ_JOBS, FORCE_COLOR, NO_COLOR, ...environment } = process.env;
  const env = { ...environment, PATH: `${join(directory, '.bin')}:${process.env.PATH}` };
  const child = spawn('sh', ['-c', command], { cwd: directory, env, stdio: 'pipe' });
  // A command that does not read its input may be gone before it was written.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.err += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { ...texts, code };
}
