/**
 * One planned query on any number of partitions and workers: inline, or dealt by the real scheduler to real engines in
 * this process, which guess, prove and redo as children would. Accounts are checked after each run.
 */
import { CellsTable } from '../../../src/engine/operators/cells-table.ts';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import type { PartitionList } from '../../../src/protocol/partitions.ts';
import type { OutputColumn, ResultTable } from '../../../src/protocol/result.ts';
import { checkAccounting } from '../../../src/report/accounting.ts';
import { executeInline } from '../../../src/run/inline/inline-executor.ts';
import { WorkerPool } from '../../../src/run/processes/pool.ts';
import type { Failure } from '../../../src/run/scheduler/events.ts';
import { Scheduler } from '../../../src/run/scheduler/scheduler.ts';
import { EngineLink } from './engine-link.ts';
import type { PlannedStage } from './planned-stage.ts';

/** A row is its cells as [kind, text]; what it is printed from. */
export type Rows = readonly (readonly (readonly [kind: number, text: string])[])[];

export type Outcome =
  | { readonly rows: Rows; readonly records: number; readonly skipped: number }
  | { readonly code: string; readonly message: string; readonly file: number; readonly byte: number | undefined };

export interface Cut {
  /** Undefined: whole files. */
  readonly chunkBytes?: number | undefined;
  readonly partitions?: PartitionList;
}

const now = (): number => performance.now();

export class Engines {
  /** Of the last run: partitions that had to be read again. */
  seamsRerun = 0;
  readonly #planned: PlannedStage;
  readonly #blockBytes: number | undefined;
  readonly #scratchDirectory: string;
  readonly #coordinator: ScanRunner;
  readonly #workers: ScanRunner[] = [];

  constructor(planned: PlannedStage, scratchDirectory: string, blockBytes?: number) {
    this.#planned = planned;
    this.#blockBytes = blockBytes;
    this.#scratchDirectory = scratchDirectory;
    this.#coordinator = new ScanRunner(planned.stage, { blockBytes });
  }

  async inline(cut: Cut = {}): Promise<Outcome> {
    const { stage } = this.#planned;
    const runner = this.#coordinator;
    runner.discard();
    const outcome = await executeInline({ stage, partitions: this.#cut(cut, 1), runner, now });
    if (outcome.kind === 'failed') return failureOf(outcome.error as DataFailure);
    return this.#finish(outcome.metrics.tasks);
  }

  async withWorkers(count: number, cut: Cut): Promise<Outcome> {
    const { stage } = this.#planned;
    const runner = this.#coordinator;
    runner.discard();
    while (this.#workers.length < count) this.#workers.push(new ScanRunner(stage, { blockBytes: this.#blockBytes }));
    const links = this.#workers.slice(0, count).map((worker) => new EngineLink(worker));
    const scheduler = new Scheduler(this.#cut(cut, count), { workerCount: count, retries: 0, tasksInFlight: 2 });
    const spawn = (): never => {
      throw new Error('no worker dies here');
    };
    const scratchDirectory = this.#scratchDirectory;
    const [cutting, receiver] = [undefined, undefined];
    const pool = new WorkerPool({
      ...{ scheduler, stageNumber: 1, stage, scratchDirectory, runner, cutting, receiver, links, spawn, now },
    });
    const failure = await pool.run(undefined);
    for (const link of links) link.kill();
    this.seamsRerun = scheduler.counters.seamsRerun;
    return failure === undefined ? this.#finish(scheduler.records) : failureOf(dataErrorOf(failure));
  }

  #cut({ chunkBytes, partitions }: Cut, jobs: number): PartitionList {
    return partitions ?? planPartitions(this.#planned.stage.files, { jobs, chunkBytes });
  }

  #finish(tasks: Scheduler['records']): Outcome {
    const problem = checkAccounting({ tasks } as Parameters<typeof checkAccounting>[0], this.#planned.stage.files);
    if (problem !== undefined) throw new Error(problem);
    const spans = tasks.flatMap((task) => task.spans);
    const records = spans.reduce((sum, span) => sum + span.records, 0);
    const skipped = spans.reduce((sum, span) => sum + span.skipped, 0);
    return { rows: answerOf(this.#coordinator, this.#planned.outputs), records, skipped };
  }
}

/** The answer from all that a runner holds. */
export function answerOf(runner: ScanRunner, outputs: readonly OutputColumn[]): Rows {
  return rowsOf(tableOf(outputs, runner.finishRows({ outputs, format: { kind: 'cells' } })));
}

/** What is written as cells, some rows at a time. */
export function tableOf(outputs: readonly OutputColumn[], rows: Iterable<Uint8Array>): ResultTable {
  const cells = new CellsTable(outputs.map(({ name }) => name));
  for (const some of rows) cells.append(some);
  return cells.table;
}

export function rowsOf({ columns, rowCount }: ResultTable): Rows {
  return Array.from({ length: rowCount }, (_, row) =>
    columns.map(({ kinds, texts }) => [kinds[row] ?? -1, texts[row] ?? 'missing'] as const),
  );
}

interface DataFailure {
  readonly code: string;
  readonly message: string;
  readonly file: number;
  readonly byte?: number;
}

function dataErrorOf(failure: Failure): DataFailure {
  if (failure.kind === 'data-error') return failure.error;
  throw new Error(`a worker died: ${failure.cause}`);
}

function failureOf({ code, message, file, byte }: DataFailure): Outcome {
  return { code, message, file, byte };
}
