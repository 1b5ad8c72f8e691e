/**
 * Runs a command as a whole process and measures it from outside, from before the start to the exit. What it prints
 * goes to a file: this process reads nothing while the clock runs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './query.ts';

export const ROOT = join(import.meta.dirname, '..');
/** What a run leaves behind (children that are still going down) must not be charged to the next one. */
const PAUSE_MS = 30;
/** Answers go to memory where there is such a place: how fast a disk takes them says nothing about the tools. */
const SCRATCH_ROOT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** Linux counts processor time in hundredths of a second. */
const MS_PER_TICK = 10;

export interface Run {
  readonly elapsedMs: number;
  /** Busy time of all processors meanwhile: also counts children that nobody waits for, and the rest of the machine. */
  readonly cpuMs: number;
}

const PATIENCE_TO_CLEAN_UP_MS = 2000;

export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
}

export class Meter {
  readonly #scratch = mkdtempSync(join(SCRATCH_ROOT, 'pq-bench-'));
  readonly #outputPath = join(this.#scratch, 'output');
  readonly #errorPath = join(this.#scratch, 'error');
  /** What runs now. */
  #child: ChildProcess | undefined;
  /** For commands that write their answer to a file. */
  readonly answerPath = join(this.#scratch, 'answer');
  readonly #patienceMs: number;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Throws CommandFailedError when the command cannot be started, takes too long, or does not exit with 0. */
  async run(command: Command, watch?: (child: ChildProcess) => void): Promise<Run> {
    if (command.output !== undefined) rmSync(command.output, { force: true });
    await sleep(PAUSE_MS);
    const stdio = ['ignore', openSync(this.#outputPath, 'w'), openSync(this.#errorPath, 'w')] as const;
    try {
      return await this.#measure(command, [...stdio], watch);
    } finally {
      closeSync(stdio[1]);
      closeSync(stdio[2]);
    }
  }

  /** The file of what the last command printed. */
  get outputPath(): string {
    return this.#outputPath;
  }

  close(): void {
    endGroup(this.#child, 'SIGTERM');
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  async #measure(
    command: Command,
    stdio: ['ignore', number, number],
    watch: ((child: ChildProcess) => void) | undefined,
  ): Promise<Run> {
    const env = { ...process.env, ...command.env };
    const startCpuMs = busyMs();
    const startMs = performance.now();
    // A group of its own: a shell that is ended leaves its pipeline running, beside all that is measured after it.
    const child = spawn(command.file, command.args, { cwd: ROOT, env, stdio, detached: true });
    this.#child = child;
    const timers = [
      setTimeout(() => endGroup(child, 'SIGTERM'), this.#patienceMs),
      setTimeout(() => endGroup(child, 'SIGKILL'), this.#patienceMs + PATIENCE_TO_CLEAN_UP_MS),
    ];
    watch?.(child);
    const exit = await once(child, 'exit').catch((error: Error) => [error.message]);
    for (const timer of timers) clearTimeout(timer);
    const elapsedMs = performance.now() - startMs;
    endGroup(child, 'SIGKILL');
    this.#child = undefined;
    if (elapsedMs > this.#patienceMs) throw new CommandFailedError(`given up after ${this.#patienceMs / 1000} s`);
    if (exit[0] !== 0) throw new CommandFailedError(`${exit[0] ?? exit[1]}: ${this.#errorText()}`);
    return { elapsedMs, cpuMs: busyMs() - startCpuMs };
  }

  /** The line that says what happened, out of a stack trace. */
  #errorText(): string {
    const lines = readFileSync(this.#errorPath, 'utf8').trim().split('\n');
    return (lines.find((line) => /error|exception/i.test(line)) ?? lines.at(-1) ?? '').trim().slice(0, 300);
  }
}

function endGroup(child: ChildProcess | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All of it has ended.
  }
}

/** Of all processors since the machine started; 0 where /proc/stat is not. */
function busyMs(): number {
  const line = readIfThere('/proc/stat').split('\n', 1)[0] ?? '';
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + interrupts + softInterrupts) * MS_PER_TICK;
}

/** A file of /proc, '' when it is gone or never was. */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
