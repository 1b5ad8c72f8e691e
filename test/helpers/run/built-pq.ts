/** The built pq as a process of its own: started, waited for, watched. */
import { execFileSync, type StdioOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf } from './process-tree.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'pq.js');

export class BuiltPq {
  readonly #directory: string;

  /** Where it runs. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** What it writes to stdout. */
  run(args: readonly string[]): Buffer {
    return execFileSync(process.execPath, [PROGRAM, ...args], { cwd: this.#directory, maxBuffer: 2 ** 29 });
  }

  start(args: readonly string[], stdio: StdioOptions) {
    return spawn(process.execPath, [PROGRAM, ...args], { cwd: this.#directory, stdio });
  }

  /** For a shell. */
  command(args: string): string {
    return `'${process.execPath}' '${PROGRAM}' ${args}`;
  }
}

type Run = ReturnType<BuiltPq['start']>;

/** The exit code, or the signal that it died of. */
export async function exitOf(run: Run): Promise<number | string | null> {
  return new Promise((resolve) => run.once('close', (code, signal) => resolve(code ?? signal)));
}

export function textOf(stream: NodeJS.ReadableStream | null): () => Buffer {
  const pieces: Buffer[] = [];
  stream?.on('data', (data: Buffer) => pieces.push(data));
  return () => Buffer.concat(pieces);
}

/** The most that each process of a run has had, as the system tells: to be asked when it is over. */
export function watchMemory(run: Run): () => readonly number[] {
  const most = new Map<number, number>();
  const look = (): void => {
    for (const id of [run.pid ?? 0, ...childrenOf(run.pid ?? 0)])
      most.set(id, Math.max(most.get(id) ?? 0, mostBytes(id)));
  };
  const looking = setInterval(look, 5);
  run.once('exit', () => clearInterval(looking));
  return () => [...most.values()];
}

function mostBytes(processId: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
