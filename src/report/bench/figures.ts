/** The figures of a benchmark, computed once for table and JSON from the times of its runs. Pure. */
import * as scaling from './scaling.ts';
import { type Spread, spreadOf } from './spread.ts';

/** strong: the same input for any number of workers; weak: w times the input for w workers. */
export type Scaling = 'strong' | 'weak';

/** All runs with one -j. */
export interface LaneMeasurement {
  readonly jobs: number;
  /** How many processes that makes: fewer than jobs where there are fewer partitions. */
  readonly workers: number;
  readonly inputBytes: number;
  /** Of whole processes, in the order of the runs; at least one. */
  readonly timesMs: readonly number[];
  readonly warmUpMs: readonly number[];
}

export interface Measurement {
  readonly scaling: Scaling;
  /** By jobs, ascending; the first one has one job and is the baseline. */
  readonly lanes: readonly LaneMeasurement[];
  readonly processors: number;
  readonly memoryBytes: number;
  /** How many processes wanted a processor on average in the minute before the first run. */
  readonly loadBefore: number;
}

export interface LaneFigures extends LaneMeasurement, Spread {
  readonly bytesPerSecond: number;
  /** Scaled speedup where the scaling is weak. */
  readonly speedup: number;
  readonly efficiency: number;
  /** By Karp and Flatt, or where the scaling is weak by Gustafson; undefined for the baseline. */
  readonly serialFraction: number | undefined;
}

/** A law with the serial fraction that fits the measurements best. */
interface Fit {
  readonly law: 'Amdahl' | 'Gustafson';
  readonly serialFraction: number;
  /** The speedup of any number of workers; undefined where the law sets none. */
  readonly limit: number | undefined;
}

export interface BenchFigures extends Omit<Measurement, 'lanes'> {
  readonly lanes: readonly LaneFigures[];
  /** Undefined when no lane can tell: see isTelling. */
  readonly fit: Fit | undefined;
}

export function benchFigures(measurement: Measurement): BenchFigures {
  const [baseline] = measurement.lanes;
  if (baseline === undefined) throw new RangeError('a benchmark has at least one lane');
  const baselineMs = spreadOf(baseline.timesMs).medianMs;
  const lanes = measurement.lanes.map((lane) => laneFigures(lane, baselineMs, measurement.scaling));
  const telling = lanes.filter((lane) => isTelling(lane, measurement.processors));
  return { ...measurement, lanes, fit: fitLaw(measurement.scaling, telling) };
}

function laneFigures(lane: LaneMeasurement, baselineMs: number, kind: Scaling): LaneFigures {
  const spread = spreadOf(lane.timesMs);
  const { jobs, inputBytes } = lane;
  const elapsedMs = spread.medianMs;
  const speedup =
    kind === 'strong'
      ? scaling.strongSpeedup(baselineMs, elapsedMs)
      : scaling.scaledSpeedup(baselineMs, { jobs, elapsedMs });
  const point = { jobs, speedup };
  return {
    ...lane,
    ...spread,
    bytesPerSecond: (inputBytes / elapsedMs) * 1000,
    speedup,
    efficiency: scaling.efficiency(point),
    serialFraction: kind === 'strong' ? scaling.karpFlatt(point) : scaling.gustafson(point),
  };
}

/** The laws speak of p workers on p processors: a lane that had fewer of either says nothing about them. */
export function isTelling({ jobs, workers }: LaneMeasurement, processors: number): boolean {
  return jobs > 1 && jobs <= processors && workers === jobs;
}

function fitLaw(kind: Scaling, points: readonly scaling.ScalingPoint[]): Fit | undefined {
  const serialFraction = kind === 'strong' ? scaling.fitAmdahl(points) : scaling.fitGustafson(points);
  if (serialFraction === undefined) return undefined;
  if (kind === 'weak') return { law: 'Gustafson', serialFraction, limit: undefined };
  return { law: 'Amdahl', serialFraction, limit: scaling.amdahlLimit(serialFraction) };
}
