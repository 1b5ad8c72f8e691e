/**
 * Runs tasks of a join whose sides were cut into buckets: a task is a bucket, or a part of its left side with all of its
 * right side, which is loaded first, in one piece or in several, one after the other. What comes of it goes through the
 * steps behind the join to the operator.
 */
import { now } from '../core/clock.ts';
import type {
  DataError,
  JoinMetrics,
  JoinRows,
  JoinStage,
  JoinTask,
  SpanResult,
  StepMetrics,
  TaskResult,
  TaskSpec,
} from '../protocol/stage.ts';
import { ENOUGH, type ReaderFailure } from './formats/reader.ts';
import type { CollectedState } from './io/state-file.ts';
import { BucketFiles } from './joining/bucket-files.ts';
import { RightSideInRounds } from './joining/right-side.ts';
import { CellsReader } from './operators/cells-reader.ts';
import { RowsRunner } from './rows-runner.ts';
import type { Pipeline } from './steps/pipeline.ts';
import { dataError, resourceError } from './task-errors.ts';

/** Rows of a join are in no file that somebody has named. */
const NO_FILE = -1;

export class JoinRunner extends RowsRunner {
  readonly #stage: JoinStage;
  readonly #left: BucketFiles;
  readonly #right: BucketFiles;
  readonly #reader: CellsReader;
  readonly #side: RightSideInRounds;
  readonly #pipeline: Pipeline;
  #byteCount = 0;
  #readMs = 0;

  /** Other processes read what is put aside in `sharedDirectory`. */
  constructor(stage: JoinStage, sharedDirectory: string | undefined) {
    const rowsStage = { ...stage, columns: stage.leftColumns };
    super(rowsStage, { sharedDirectory });
    this.#stage = stage;
    [this.#left, this.#right] = [new BucketFiles(stage.left), new BucketFiles(stage.right)];
    this.#reader = new CellsReader(this.kernel, stage.leftColumns.length);
    this.#side = new RightSideInRounds(this.kernel, stage.steps[0] as JoinRows);
    this.#pipeline = this.pipelineOf(rowsStage, this.#side);
  }

  run({ index, spans }: TaskSpec): TaskResult {
    const started = now();
    const [number = 0] = spans.map(({ file }) => file);
    const task = this.#stage.tasks[number] as JoinTask;
    [this.#byteCount, this.#readMs] = [0, 0];
    this.sink.begin(index);
    this.#pipeline.begin(index);
    const error = this.#attempt(task);
    if (error !== undefined) return { kind: 'failed', partition: index, startByte: 0, error };
    this.sink.end();
    const timing = { busyMs: now() - started, readMs: this.#readMs, byteCount: this.#byteCount };
    const metrics = { ...timing, steps: this.#metricsOf(number), columnsSeen: [] };
    const { outputBytes } = this.sink;
    const isEnough = this.#pipeline.isDone;
    return { kind: 'succeeded', partition: index, spans: [this.#spanOf(number)], metrics, outputBytes, isEnough };
  }

  #attempt(task: JoinTask): DataError | undefined {
    try {
      const failure = this.#join(task);
      return failure === undefined ? undefined : dataError(failure, NO_FILE);
    } catch (error) {
      return resourceError(error, NO_FILE);
    }
  }

  #join({ bucket, rightGroups, keeps, ...range }: JoinTask): ReaderFailure | undefined {
    const groups = rightGroups ?? [undefined];
    for (const [at, group] of groups.entries()) {
      const isLast = at === groups.length - 1;
      this.#side.begin(
        { isFirst: at === 0, isLast, keeps: keeps ?? 'all' },
        this.#measured(this.#right.rowsOf(bucket, group)),
      );
      const left = this.#measured(this.#left.rowsOf(bucket, range));
      const failure = this.#reader.readFrom(left, (rows) => this.#pipeline.push(rows));
      const isCut = failure === ENOUGH;
      if (failure !== undefined && !isCut) return failure;
      const ended = isLast || isCut ? this.#pipeline.end() : this.#pipeline.endRound();
      if (ended !== undefined || isCut) return ended;
    }
    return undefined;
  }

  #measured(sources: readonly CollectedState[]): readonly CollectedState[] {
    const read = (source: CollectedState, target: Uint8Array, from: number): void => {
      const started = now();
      source.read(target, from);
      this.#readMs += now() - started;
      this.#byteCount += target.length;
    };
    return sources.map((source) => {
      return { byteLength: source.byteLength, read: (target, from) => read(source, target, from) };
    });
  }

  /** Left rows: who only looks for right rows that nothing matches counts none. */
  #spanOf(number: number): SpanResult {
    const { bucket, keeps, ...range } = this.#stage.tasks[number] as JoinTask;
    const records = keeps === 'right' ? 0 : this.#left.rowCountOf(bucket, range);
    return { file: number, startByte: 0, endByte: 0, records, used: records, filtered: 0, skipped: 0, rejected: 0 };
  }

  /** What a bucket has on the right is told by the first of its tasks. */
  #metricsOf(number: number): readonly StepMetrics[] {
    const { tasks } = this.#stage;
    const isFirst = tasks.findIndex(({ bucket }) => bucket === tasks[number]?.bucket) === number;
    return this.#pipeline.metrics.map(({ join, ...step }, at) => {
      if (join === undefined) return step;
      return { ...step, join: isFirst || at > 0 ? join : withoutRight(join) };
    });
  }

  /** Buckets have the columns that they were cut with. */
  columnsSeen(): readonly boolean[] {
    return [];
  }

  noteSeen(): void {}

  override dispose(): void {
    this.#left.close();
    this.#right.close();
    super.dispose();
  }
}

function withoutRight({ rightKeys, rightRepeats, ...rest }: JoinMetrics): JoinMetrics {
  return { ...rest, rightRows: 0 };
}
