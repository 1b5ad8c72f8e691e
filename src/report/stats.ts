/** The `--stats` table: what the run took, what its parallelism was worth, and what became of every record. */
import { formatBytes, formatCount, formatDuration, formatQuantity, formatRate } from '../core/sizes.ts';
import type { TextStyle } from '../core/text-style.ts';
import type { WorkerRecord } from '../protocol/metrics.ts';
import { computeFigures, countRecords, type FileFigures, type RunFigures, type RunReport, sum } from './figures.ts';
import { joinRows } from './join-figures.ts';
import { alignColumns } from './text-table.ts';

const LISTED_FILES_AT_MOST = 20;

/** Ends in a newline. */
export function stats(report: RunReport, { heading }: TextStyle): string {
  const figures = computeFigures(report);
  const firstColumn = (cell: string, _: number, column: number): string => (column === 0 ? heading(cell) : cell);
  const firstRow = (cell: string, row: number): string => (row === 0 ? heading(cell) : cell);
  const blocks = [
    alignColumns([...timeRows(figures), ...workRows(figures), ...parallelRows(figures)], 'll', firstColumn),
    ...figures.joins.map((join) => alignColumns(joinRows(join), 'll', firstColumn)),
    alignColumns(workerRows(figures.workers), 'lrrrrr', firstRow),
    alignColumns(fileRows(figures.files), 'lrrrrrr', firstRow),
  ];
  return blocks.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

type Rows = readonly (readonly string[])[];

function timeRows({ wallMs, startupMs, scanMs, combineMs, busyMs, readMs }: RunFigures): Rows {
  return [
    ['wall', formatDuration(wallMs)],
    ['start-up', formatDuration(startupMs)],
    ['scan', formatDuration(scanMs)],
    ['combine', formatDuration(combineMs)],
    ['busy', `${formatDuration(busyMs)} in all tasks, ${formatDuration(readMs)} of it reading`],
  ];
}

function workRows({ byteCount, wallMs, records, used, filtered, skipped, rejected }: RunFigures): Rows {
  const fates = Object.entries({ used, 'filtered out': filtered, skipped, rejected })
    .map(([fate, count]) => `${formatCount(count)} ${fate}`)
    .join(', ');
  return [
    ['bytes', `${formatBytes(byteCount)} (${formatRate(byteCount, wallMs) ?? 'in no time'})`],
    ['records', `${formatCount(records)}: ${fates}`],
  ];
}

function parallelRows(figures: RunFigures): Rows {
  const { executor, reason, partitionCount, seamsRerun, tasksRetried, workersDied } = figures;
  return [
    ['executor', `${executor}: ${reason}`],
    ['partitions', formatCount(partitionCount)],
    ['seams run again', formatCount(seamsRerun)],
    ['tasks retried', `${formatCount(tasksRetried)}, ${formatQuantity(workersDied, 'worker')} died`],
    ['skew', `${figures.skew.toFixed(2)} (busiest partition over the mean; 1 is even)`],
    ['estimated speedup', speedupText(figures)],
  ];
}

function speedupText({ executor, estimatedSpeedup }: RunFigures): string {
  if (executor === 'inline') return '1 (one process)';
  return `${estimatedSpeedup.toFixed(2)} (an estimate: sum of task times over wall)`;
}

function workerRows(workers: readonly WorkerRecord[]): Rows {
  return [
    ['worker', 'process', 'ready', 'busy', 'tasks', 'peak memory'],
    ...workers.map(({ worker, processId, readyMs, busyMs, taskCount, residentBytes }) => [
      `worker ${worker + 1}`,
      processId === undefined ? 'pq itself' : String(processId),
      readyMs === undefined ? '-' : formatDuration(readyMs),
      formatDuration(busyMs),
      formatCount(taskCount),
      formatBytes(residentBytes),
    ]),
  ];
}

function fileRows(files: readonly FileFigures[]): Rows {
  const rest = files.slice(LISTED_FILES_AT_MOST);
  const name = `and ${formatQuantity(rest.length, 'more file', 'more files')}`;
  const others = { name, byteCount: sum(rest.map((file) => file.byteCount)), ...countRecords(rest) };
  return [
    ['file', 'bytes', 'read', 'used', 'filtered out', 'skipped (blank lines)', 'rejected'],
    ...files.slice(0, LISTED_FILES_AT_MOST).map(fileRow),
    ...(rest.length > 0 ? [fileRow(others)] : []),
  ];
}

function fileRow({ name, byteCount, records, used, filtered, skipped, rejected }: FileFigures): readonly string[] {
  return [name, formatBytes(byteCount), ...[records, used, filtered, skipped, rejected].map(formatCount)];
}
