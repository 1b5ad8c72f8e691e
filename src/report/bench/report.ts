/** A benchmark as it is told: what was run where, and what came out of it. */
import type { BenchFigures } from './figures.ts';

export interface Machine {
  readonly processor: string;
  /** How many pq can use. */
  readonly processors: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly architecture: string;
  readonly node: string;
}

export interface BenchReport {
  readonly version: string;
  /** The words after `pq`, without -j. */
  readonly command: readonly string[];
  readonly machine: Machine;
  /** ISO 8601, when the first run began. */
  readonly startedAt: string;
  readonly fileCount: number;
  readonly runs: number;
  readonly warmUps: number;
  readonly figures: BenchFigures;
}
