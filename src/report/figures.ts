/** The figures of a run, computed once for all reports from what was measured. Pure: no clock, no output. */
import { isRowsTable } from '../core/rows-table.ts';
import { inputBytes } from '../core/sizes.ts';
import type { ExecutionMetrics, WorkerRecord } from '../protocol/metrics.ts';
import type { InputFile, SpanResult } from '../protocol/stage.ts';
import { type JoinFigures, type JoinRecord, joinFigures } from './join-figures.ts';

/** What a run measured, and what only the composition root knows. */
export interface RunReport {
  readonly metrics: ExecutionMetrics;
  /** From the start of pq to the answer. */
  readonly wallMs: number;
  /** Of that, until the first task could be dealt. */
  readonly startupMs: number;
  readonly inputs: readonly InputFile[];
  /** Why this executor. */
  readonly reason: string;
  /** What -j said; undefined when it was not given. */
  readonly jobs: number | undefined;
  readonly joins: readonly JoinRecord[];
  /** What was read for the right sides of joins. */
  readonly sides: readonly SideReport[];
}

export interface SideReport {
  readonly metrics: ExecutionMetrics;
  /** Why its executor. */
  readonly reason?: string;
  readonly inputs: readonly InputFile[];
}

export interface RecordCounts {
  readonly records: number;
  readonly used: number;
  /** Left out by a condition or a sample. */
  readonly filtered: number;
  /** Blank lines. */
  readonly skipped: number;
  readonly rejected: number;
}

export interface FileFigures extends RecordCounts {
  readonly name: string;
  readonly byteCount: number;
}

export interface RunFigures extends RecordCounts, Omit<ExecutionMetrics, 'tasks'> {
  readonly wallMs: number;
  readonly startupMs: number;
  /** Sum over all tasks: of work, of which reading. */
  readonly busyMs: number;
  readonly readMs: number;
  readonly byteCount: number;
  readonly bytesPerSecond: number;
  readonly reason: string;
  readonly jobs: number | undefined;
  readonly partitionCount: number;
  /** Busy time of the busiest partition over the mean: 1 is perfectly even. */
  readonly skew: number;
  /** Sum of task times over wall time: an estimate of what the workers were worth, since tasks slow each other down.
   * 1 for one process, which is what speedup is counted from. */
  readonly estimatedSpeedup: number;
  readonly files: readonly FileFigures[];
  readonly joins: readonly JoinFigures[];
}

export function computeFigures(report: RunReport): RunFigures {
  const { metrics, wallMs, startupMs, jobs, joins } = report;
  const { tasks: ownTasks, ...execution } = metrics;
  const stages: readonly SideReport[] = [report, ...report.sides];
  // Where some stage had several processes that is what is told, with its reason.
  const { executor } = (stages.find((stage) => stage.metrics.executor === 'processes') ?? report).metrics;
  const reason = stages.find((stage) => stage.metrics.executor === executor)?.reason ?? report.reason;
  const reads = stages.filter(({ inputs }) => !inputs.some(isRowsTable));
  const tasks = reads.flatMap((read) => read.metrics.tasks);
  const busyTimesMs = ownTasks.map((task) => task.metrics.busyMs);
  const busyMs = sum(stages.flatMap((stage) => stage.metrics.tasks).map((task) => task.metrics.busyMs));
  const byteCount = sum(tasks.map((task) => task.metrics.byteCount));
  const files = reads.flatMap((read) =>
    fileFigures(
      read.metrics.tasks.flatMap((task) => task.spans),
      read.inputs,
    ),
  );
  return {
    ...execution,
    executor,
    workers: workersOf(stages),
    seamsRerun: sum(stages.map((stage) => stage.metrics.seamsRerun)),
    tasksRetried: sum(stages.map((stage) => stage.metrics.tasksRetried)),
    workersDied: sum(stages.map((stage) => stage.metrics.workersDied)),
    ...countRecords(tasks.flatMap((task) => task.spans)),
    wallMs,
    startupMs,
    busyMs,
    readMs: sum(tasks.map((task) => task.metrics.readMs)),
    byteCount,
    bytesPerSecond: ratio(byteCount * 1000, wallMs, 0),
    reason,
    jobs,
    partitionCount: tasks.length,
    skew: ratio(largest(busyTimesMs) * ownTasks.length, sum(busyTimesMs), 1),
    estimatedSpeedup: executor === 'inline' ? 1 : ratio(busyMs, wallMs, 1),
    files,
    joins: joins.map(joinFigures),
  };
}

/** Each process once, whatever it did. */
function workersOf(stages: readonly SideReport[]): readonly WorkerRecord[] {
  const byProcess = new Map<number | undefined, WorkerRecord>();
  for (const record of stages.toReversed().flatMap(({ metrics }) => metrics.workers)) {
    const { processId, busyMs, taskCount, residentBytes, readyMs } = record;
    const before = byProcess.get(processId);
    byProcess.set(processId, {
      ...{ worker: before?.worker ?? byProcess.size, processId, readyMs: before?.readyMs ?? readyMs },
      busyMs: busyMs + (before?.busyMs ?? 0),
      taskCount: taskCount + (before?.taskCount ?? 0),
      residentBytes: Math.max(residentBytes, before?.residentBytes ?? 0),
    });
  }
  return [...byProcess.values()];
}

/** The counts of all spans or files together. */
export function countRecords(parts: readonly RecordCounts[]): RecordCounts {
  return {
    records: sum(parts.map((part) => part.records)),
    used: sum(parts.map((part) => part.used)),
    filtered: sum(parts.map((part) => part.filtered)),
    skipped: sum(parts.map((part) => part.skipped)),
    rejected: sum(parts.map((part) => part.rejected)),
  };
}

function fileFigures(spans: readonly SpanResult[], inputs: readonly InputFile[]): readonly FileFigures[] {
  const spansByFile = inputs.map((): SpanResult[] => []);
  for (const span of spans) spansByFile[span.file]?.push(span);
  return inputs.map((input, index) => {
    const ownSpans = spansByFile[index] ?? [];
    const byteCount = inputBytes(input) ?? ownSpans.at(-1)?.endByte ?? 0;
    return { name: input.name, byteCount, ...countRecords(ownSpans) };
  });
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Not Math.max(...values): that ends at the argument limit with a million partitions. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function ratio(numerator: number, denominator: number, otherwise: number): number {
  return denominator > 0 ? numerator / denominator : otherwise;
}
