/** A benchmark as it could have been measured: 4 processors, and times that are easy to reckon with. */
import type { LaneMeasurement, Measurement } from '../../../../src/report/bench/figures.ts';
import { benchFigures } from '../../../../src/report/bench/figures.ts';
import type { BenchReport } from '../../../../src/report/bench/report.ts';

export function lane(jobs: number, timesMs: readonly number[], more: Partial<LaneMeasurement> = {}): LaneMeasurement {
  return { jobs, workers: jobs, inputBytes: 600_000_000, warmUpMs: [timesMs[0] ?? 0], timesMs, ...more };
}

export const STRONG: Measurement = {
  scaling: 'strong',
  lanes: [lane(1, [1200, 1190, 1230]), lane(2, [750, 740, 760]), lane(4, [400, 410, 395])],
  processors: 4,
  memoryBytes: 16e9,
  loadBefore: 2,
};

export const WEAK: Measurement = {
  ...STRONG,
  scaling: 'weak',
  lanes: [
    lane(1, [300, 300, 300]),
    lane(2, [400, 400, 400], { inputBytes: 1_200_000_000 }),
    lane(4, [400, 400, 400], { inputBytes: 2_400_000_000 }),
  ],
};

export function reportOf(measurement: Measurement): BenchReport {
  const { processors, memoryBytes } = measurement;
  return {
    version: '0.1.0',
    command: ['agg', '--agg', "max(age) as 'oldest'", 'people.csv'],
    machine: { processor: 'Abacus 4', processors, memoryBytes, platform: 'linux', architecture: 'x64', node: '26.0.0' },
    startedAt: '2026-01-02T03:04:05.000Z',
    fileCount: 1,
    runs: 3,
    warmUps: 1,
    figures: benchFigures(measurement),
  };
}
