/** Peak resident memory of every process of a command, by looking at /proc (Linux) while it runs. */
import type { Meter } from './measure.ts';
import { readIfThere } from './measure.ts';
import type { Command } from './query.ts';

const INTERVAL_MS = 3;

export interface Memory {
  /** kB of the process that was started. */
  readonly parentKb: number;
  /** kB of each of its children and theirs. */
  readonly childrenKb: readonly number[];
}

export async function measureMemory(meter: Meter, command: Command): Promise<Memory> {
  const peaks = new Map<number, number>();
  let parent: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    await meter.run(command, (child) => {
      parent = child.pid;
      timer = setInterval(() => notePeaks(child.pid as number, peaks), INTERVAL_MS);
    });
  } finally {
    clearInterval(timer);
  }
  const parentKb = peaks.get(parent as number) ?? 0;
  peaks.delete(parent as number);
  return { parentKb, childrenKb: [...peaks.values()] };
}

/** The system keeps the peak itself, so that the last look is enough. */
function notePeaks(processId: number, peaks: Map<number, number>): void {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readIfThere(`/proc/${processId}/status`))?.[1];
  if (peak !== undefined) peaks.set(processId, Number(peak));
  const children = readIfThere(`/proc/${processId}/task/${processId}/children`).trim();
  for (const child of children === '' ? [] : children.split(' ')) notePeaks(Number(child), peaks);
}
