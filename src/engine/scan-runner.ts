/**
 * Runs tasks of a scan in this process: reads each span, sends its rows through the steps to the operator. It knows no
 * other process; what it holds is collected, merged into another runner's, or finished into the answer.
 */
import { now } from '../core/clock.ts';
import { PqError } from '../core/errors.ts';
import type { OutputColumn, RowFormat } from '../protocol/result.ts';
import type { ProgressListener, TaskRunner } from '../protocol/runner.ts';
import type {
  BucketsState,
  DataError,
  Delivery,
  OutputPlace,
  ScanStage,
  Span,
  SpanResult,
  StateRef,
  TaskResult,
  TaskSpec,
} from '../protocol/stage.ts';
import { environmentOf } from './environment.ts';
import { type Batch, ENOUGH, type ReaderFailure } from './formats/reader.ts';
import { StageReader } from './formats/stage-reader.ts';
import { ReadError } from './io/read-error.ts';
import { type Kernel, loadKernel, returnKernel } from './kernel.ts';
import { NullTexts } from './operators/null-texts.ts';
import { SourceColumn } from './operators/source-column.ts';
import { AggregateSink } from './sinks/aggregate-sink.ts';
import { CutSink } from './sinks/cut-sink.ts';
import { DistinctSink } from './sinks/distinct-sink.ts';
import { RowsSink } from './sinks/rows-sink.ts';
import { SortSink } from './sinks/sort-sink.ts';
import { Pipeline } from './steps/pipeline.ts';
import type { Rows } from './steps/step.ts';

interface RunnerOptions {
  /** How much is read at once, at first. */
  readonly blockBytes?: number | undefined;
  /** Hears of every batch. */
  readonly onProgress?: ProgressListener | undefined;
  /** Takes rows as they are written; without it they are held until they are delivered. */
  readonly onRows?: ((text: Uint8Array) => void) | undefined;
  /** Where it puts aside what other processes are to read. */
  readonly sharedDirectory?: string | undefined;
}

export class ScanRunner implements TaskRunner {
  readonly #kernel: Kernel;
  readonly #reader: StageReader;
  readonly #nullTexts: NullTexts;
  readonly #source: SourceColumn | undefined;
  readonly #pipeline: Pipeline;
  readonly #sink: AggregateSink | CutSink | DistinctSink | RowsSink | SortSink;
  readonly #seenElsewhere: boolean[];
  readonly #onProgress: ProgressListener | undefined;
  /** How many bytes onProgress has heard of. */
  #toldBytes = 0;

  constructor(stage: ScanStage, options: RunnerOptions = {}) {
    const kernel = loadKernel();
    const { columns } = stage;
    const { blockBytes, onProgress } = options;
    this.#kernel = kernel;
    this.#reader = new StageReader(kernel, stage, blockBytes);
    this.#nullTexts = new NullTexts(kernel, stage.nullValues);
    this.#source = sourceColumnOf(kernel, stage);
    this.#sink = makeSink(kernel, stage, options);
    this.#pipeline = new Pipeline(kernel, stage.steps, columns, environmentOf(stage), (rows) => this.#sink.take(rows));
    this.#seenElsewhere = stage.columns.map(({ steps }, column) => column === stage.sourceColumn || steps.length === 0);
    this.#onProgress = onProgress;
  }

  run(task: TaskSpec): TaskResult {
    const started = now();
    const { byteCount, readMs } = this.#reader.buffer;
    const spans: SpanResult[] = [];
    this.#sink.begin(task.index);
    this.#pipeline.begin(task.index);
    for (const [at, span] of task.spans.entries()) {
      const isLast = at === task.spans.length - 1;
      const result = this.#runSpan(span, at > 0 || task.startIsCertain, isLast);
      if ('error' in result) {
        this.#reader.close();
        const startByte = spans[0]?.startByte ?? result.startByte;
        return { kind: 'failed', partition: task.index, startByte, error: result.error };
      }
      spans.push(result);
      if (this.#pipeline.isDone) break;
    }
    this.#sink.end();
    const metrics = {
      busyMs: now() - started,
      readMs: this.#reader.buffer.readMs - readMs,
      byteCount: this.#reader.buffer.byteCount - byteCount,
      steps: this.#pipeline.metrics,
      columnsSeen: this.columnsSeen(),
    };
    const { outputBytes } = this.#sink;
    return { kind: 'succeeded', partition: task.index, spans, metrics, outputBytes, isEnough: this.#pipeline.isDone };
  }

  /** What steps hold back goes on behind the last span. */
  #runSpan(
    span: Span,
    isCertain: boolean,
    isLast: boolean,
  ): SpanResult | { readonly startByte: number; readonly error: DataError } {
    let startByte = span.startByte;
    try {
      startByte = this.#reader.startOf(span, isCertain);
      const filteredBefore = this.#pipeline.filtered;
      let records = 0;
      const outcome = this.#reader.read(span, startByte, (batch) => {
        records += batch.rows;
        this.#tellProgress(batch.rows);
        return this.#consume(batch, span) ?? (this.#pipeline.isDone ? ENOUGH : undefined);
      });
      const isCut = !outcome.ok && outcome.failure === ENOUGH;
      if (!outcome.ok && !isCut) return { startByte, error: dataError(outcome.failure, span) };
      const failure = isLast || isCut ? this.#pipeline.end() : undefined;
      if (failure !== undefined) return { startByte, error: dataError(failure, span) };
      const filtered = this.#pipeline.filtered - filteredBefore;
      const used = records - filtered;
      if (!outcome.ok)
        return { file: span.file, startByte, endByte: startByte, records, used, filtered, skipped: 0, rejected: 0 };
      const { endByte, skipped } = outcome;
      return { file: span.file, startByte, endByte, records: outcome.records, used, filtered, skipped, rejected: 0 };
    } catch (error) {
      return { startByte, error: resourceError(error, span) };
    }
  }

  #tellProgress(records: number): void {
    if (this.#onProgress === undefined) return;
    const { byteCount } = this.#reader.buffer;
    this.#onProgress(byteCount - this.#toldBytes, records);
    this.#toldBytes = byteCount;
  }

  #consume(batch: Batch, span: Span): ReaderFailure | undefined {
    this.#sink.isCopied = this.#reader.isCopied;
    const { file } = this.#reader.openInput(span);
    if (file.format.kind === 'cells') return this.#pipeline.push({ batch, quote: 0, fileName: file.name });
    this.#nullTexts.apply(batch);
    const rows: Rows = {
      batch: this.#source === undefined ? batch : this.#source.fill(batch, file),
      quote: file.format.kind === 'csv' ? file.format.quote : 0,
      fileName: typeof file.path === 'number' ? '-' : file.name,
    };
    const clash = this.#source?.clashIn(batch);
    return firstOf(clash, this.#pipeline.push(rows));
  }

  dispose(): void {
    this.#reader.close();
    this.#sink.dispose();
    returnKernel(this.#kernel);
  }

  get stateBytes(): number {
    return this.#sink.stateBytes;
  }

  collect(scratchPath: string, shareCount: number): StateRef {
    return this.#sink.collect(scratchPath, shareCount, this.columnsSeen());
  }

  /** The buckets of rows that were cut, of this process and of all that were merged. */
  collectBuckets(): readonly BucketsState[] {
    if (!(this.#sink instanceof CutSink)) throw new Error('rows were not cut');
    return this.#sink.collectAll();
  }

  merge(state: StateRef): void {
    this.noteSeen(this.#sink.merge(state));
  }

  deliver(partition: number, place: OutputPlace | undefined, scratchPath: string | undefined): Delivery {
    return this.#sink.deliver(partition, place, scratchPath);
  }

  /** Columns that another runner has seen. */
  noteSeen(columnsSeen: readonly boolean[]): void {
    for (const [column, isSeen] of columnsSeen.entries()) if (isSeen) this.#seenElsewhere[column] = true;
  }

  discard(): void {
    this.#sink.discard();
  }

  /** Which of the stage's columns occurred in all that was run and merged. */
  columnsSeen(): readonly boolean[] {
    return this.#reader.columnsSeen().map((seen, column) => seen || this.#seenElsewhere[column] === true);
  }

  /** The answer from all that was run and merged, as text, some rows at a time; each is valid until the next. */
  finishRows(outputs: readonly OutputColumn[], format: RowFormat): Generator<Uint8Array> {
    return this.#sink.finishRows(outputs, format);
  }
}

function makeSink(kernel: Kernel, stage: ScanStage, { onRows, sharedDirectory }: RunnerOptions) {
  const { operator, columns, environment } = stage;
  if (operator.kind === 'write-rows') return new RowsSink(kernel, operator, onRows);
  const place = { directory: sharedDirectory ?? environment.tmpDirectory, isPrivate: sharedDirectory === undefined };
  if (operator.kind === 'sort-rows') return new SortSink(kernel, operator, environment, place);
  if (operator.kind === 'cut-rows') return new CutSink(kernel, operator, environment, place);
  if (operator.kind === 'distinct-rows') return new DistinctSink(kernel, operator, environment, place);
  return new AggregateSink(kernel, operator, columns, environment, place);
}

function sourceColumnOf(kernel: Kernel, { columns, sourceColumn }: ScanStage): SourceColumn | undefined {
  if (sourceColumn === undefined) return undefined;
  return new SourceColumn(kernel, sourceColumn, columns[sourceColumn]?.text ?? '');
}

/** The failure that comes first in the file. */
function firstOf(one: ReaderFailure | undefined, other: ReaderFailure | undefined): ReaderFailure | undefined {
  return one && other ? (one.byte <= other.byte ? one : other) : (one ?? other);
}

function dataError({ code, message, hint, byte }: ReaderFailure, span: Span): DataError {
  const place = Number.isNaN(byte) ? {} : { byte };
  return { code, message, file: span.file, ...place, ...(hint === undefined ? {} : { hint }) };
}

/** What is wrong with bytes that cannot be read or with the head of a file that was looked at here, or that memory is at
 * its end. */
function inputError({ code, message, hint }: ReadError | PqError, { file }: Span, line?: number): DataError {
  return { code, message, file, ...(hint === undefined ? {} : { hint }), ...(line === undefined ? {} : { line }) };
}

/** What the machine or the data refused; anything else is a bug and is thrown on. */
function resourceError(error: unknown, span: Span): DataError {
  if (error instanceof ReadError) return inputError(error, span);
  if (error instanceof PqError && error.code === 'PQ_SCRATCH') throw error;
  if (error instanceof PqError) return inputError(error, span, error.place?.line);
  throw error;
}
