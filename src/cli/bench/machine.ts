/** What the times of a benchmark depend on, without names of hosts or users. */
import { cpus, loadavg, totalmem } from 'node:os';
import type { Machine } from '../../report/bench/report.ts';

export function describeMachine(processors: number): Machine {
  return {
    processor: cpus()[0]?.model.trim() || 'unknown processor',
    processors,
    memoryBytes: totalmem(),
    platform: process.platform,
    architecture: process.arch,
    node: process.versions.node,
  };
}

/** How many processes wanted a processor, on average over the last minute. */
export function loadAverage(): number {
  return loadavg()[0] ?? 0;
}
