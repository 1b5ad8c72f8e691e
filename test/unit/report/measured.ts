/** A run as it could have been measured: two workers over one big file, and a small one packed behind it. */
import type { ExecutionMetrics, TaskRecord } from '../../../src/protocol/metrics.ts';
import type { InputFile, SpanResult } from '../../../src/protocol/stage.ts';
import type { RunReport } from '../../../src/report/figures.ts';
import { csvFile, jsonFile } from '../plan/inputs.ts';

export const FILES: readonly InputFile[] = [csvFile('people.csv', ['age'], 565_000_004), jsonFile('more.ndjson', 1000)];

export function span(file: number, startByte: number, endByte: number, records: number, skipped = 0): SpanResult {
  return { file, startByte, endByte, records, used: records - skipped, filtered: 0, skipped, rejected: 0 };
}

export function task(partition: number, worker: number, busyMs: number, spans: readonly SpanResult[]): TaskRecord {
  const byteCount = spans.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
  return { partition, worker, spans, metrics: { busyMs, readMs: busyMs / 4, byteCount, steps: [], columnsSeen: [] } };
}

export const METRICS: ExecutionMetrics = {
  executor: 'processes',
  tasks: [
    task(0, 0, 120, [span(0, 4, 300_000_000, 2_600_000)]),
    task(1, 1, 150, [span(0, 300_000_000, 565_000_004, 2_400_000, 2)]),
    task(2, 1, 0.3, [span(1, 0, 1000, 5)]),
  ],
  workers: [
    { worker: 0, processId: 4711, readyMs: 24.6, busyMs: 120, taskCount: 1, residentBytes: 71e6 },
    { worker: 1, processId: 4712, readyMs: 25.1, busyMs: 150.3, taskCount: 2, residentBytes: 73.25e6 },
  ],
  seamsRerun: 0,
  tasksRetried: 0,
  workersDied: 0,
  scanMs: 155.5,
  combineMs: 0.8,
};

export const REPORT: RunReport = {
  metrics: METRICS,
  wallMs: 190,
  startupMs: 31.2,
  inputs: FILES,
  reason: '2 processors',
  jobs: undefined,
  joins: [],
  sides: [],
};

/** A run of two records in this process. */
export const INLINE_REPORT: RunReport = {
  metrics: {
    ...METRICS,
    executor: 'inline',
    tasks: [task(0, 0, 0.5, [span(0, 0, 1000, 2)])],
    workers: [{ worker: 0, processId: undefined, readyMs: undefined, busyMs: 0.5, taskCount: 1, residentBytes: 55e6 }],
  },
  wallMs: 21,
  startupMs: 20,
  inputs: [jsonFile('more.ndjson', 1000)],
  reason: '-j 1: everything in this process',
  jobs: 1,
  joins: [],
  sides: [],
};
