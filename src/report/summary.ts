/** The run in one line, for a terminal. */
import { formatBytes, formatCount, formatDuration, formatQuantity, formatRate } from '../core/sizes.ts';
import type { TextStyle } from '../core/text-style.ts';
import { computeFigures, type RunFigures, type RunReport } from './figures.ts';

/** '5,000,000 records, 565 MB in 0.16 s (3.5 GB/s), 2 workers, estimated speedup 1.8'; no newline. */
export function summary(report: RunReport, { faint, warning }: TextStyle): string {
  const figures = computeFigures(report);
  return [
    faint(`${formatQuantity(figures.records, 'record')}, ${throughput(figures)}`),
    ...losses(figures).map(warning),
    ...parallelism(figures).map(faint),
  ].join(faint(', '));
}

function throughput({ byteCount, wallMs }: RunFigures): string {
  const rate = formatRate(byteCount, wallMs);
  return `${formatBytes(byteCount)} in ${formatDuration(wallMs)}${rate === undefined ? '' : ` (${rate})`}`;
}

/** What the user should know of even in one line. */
function losses({ rejected, workersDied }: RunFigures): readonly string[] {
  return [
    ...(rejected > 0 ? [`${formatCount(rejected)} rejected`] : []),
    ...(workersDied > 0
      ? [`${formatQuantity(workersDied, 'worker')} died and ${workersDied === 1 ? 'was' : 'were'} replaced`]
      : []),
  ];
}

function parallelism({ executor, workers, estimatedSpeedup }: RunFigures): readonly string[] {
  if (executor === 'inline') return [];
  const busy = workers.filter((worker) => worker.taskCount > 0).length;
  return [formatQuantity(busy, 'worker'), `estimated speedup ${estimatedSpeedup.toFixed(1)}`];
}
