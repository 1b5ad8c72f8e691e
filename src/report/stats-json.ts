/** The `--stats` figures for machines: plain data, every unit in its name, times in milliseconds. */
import { computeFigures, type RunReport } from './figures.ts';

/** Ready for JSON.stringify; what is not known is null, so that the keys are always the same. */
export function statsJson(report: RunReport): Readonly<Record<string, unknown>> {
  const { files, workers, byteCount, bytesPerSecond, jobs, ...figures } = computeFigures(report);
  return {
    ...figures,
    jobs: jobs ?? null,
    byteCount,
    gigabytesPerSecond: bytesPerSecond / 1e9,
    skewIs: 'busyMs of the busiest partition over the mean',
    estimatedSpeedupIs: 'an estimate: sum of task times over wallMs',
    workers: workers.map(({ processId, readyMs, ...worker }) => ({
      ...worker,
      processId: processId ?? null,
      readyMs: readyMs ?? null,
    })),
    files,
  };
}
