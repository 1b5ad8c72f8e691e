/** A benchmark for machines: plain data, every time of every run, units in the names; what is not known is null. */
import type { LaneFigures } from './figures.ts';
import type { BenchReport } from './report.ts';
import { interquartileMs } from './spread.ts';
import { benchWarnings } from './warnings.ts';

/** Ready for JSON.stringify; the keys are always the same. */
export function benchJson({ figures, machine, ...conditions }: BenchReport): Readonly<Record<string, unknown>> {
  const { scaling, lanes, fit, loadBefore } = figures;
  return {
    ...conditions,
    machine,
    loadBefore,
    scaling,
    baseline: 'the median of jobs 1: one process, the inline executor',
    lanes: lanes.map(laneJson),
    serialFractionIs: scaling === 'strong' ? 'by Karp and Flatt' : 'by Gustafson',
    fit: fit === undefined ? null : { ...fit, limit: fit.limit ?? null },
    warnings: benchWarnings(figures),
  };
}

function laneJson(lane: LaneFigures): Readonly<Record<string, unknown>> {
  return { ...lane, interquartileMs: interquartileMs(lane), serialFraction: lane.serialFraction ?? null };
}
