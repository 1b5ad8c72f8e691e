/**
 * Runs tasks of a scan in this process: reads each span, feeds the operator, keeps its state. It knows no other process;
 * what it holds is collected, merged into another runner's, or finished into the answer.
 */
import { PqError } from '../core/errors.ts';
import type { OutputColumn, ResultTable, RowFormat } from '../protocol/result.ts';
import type { ProgressListener, TaskRunner } from '../protocol/runner.ts';
import type { DataError, ScanStage, Span, SpanResult, StateRef, TaskResult, TaskSpec } from '../protocol/stage.ts';
import type { Batch, ReaderFailure } from './formats/reader.ts';
import { StageReader } from './formats/stage-reader.ts';
import { ReadError } from './io/files.ts';
import { readState, writeShares, writeState } from './io/state-file.ts';
import { type Kernel, loadKernel, returnKernel } from './kernel.ts';
import { finishRows, finishTable } from './operators/finish-aggregate.ts';
import { NullTexts } from './operators/null-texts.ts';
import { PartialAggregator } from './operators/partial-aggregate.ts';
import { SourceColumn } from './operators/source-column.ts';

interface RunnerOptions {
  /** How much is read at once, at first. */
  readonly blockBytes?: number | undefined;
  /** Hears of every batch. */
  readonly onProgress?: ProgressListener | undefined;
}

export class ScanRunner implements TaskRunner {
  readonly #kernel: Kernel;
  readonly #reader: StageReader;
  readonly #nullTexts: NullTexts;
  readonly #source: SourceColumn | undefined;
  readonly #aggregator: PartialAggregator;
  readonly #seenElsewhere: boolean[];
  readonly #onProgress: ProgressListener | undefined;
  /** How many bytes onProgress has heard of. */
  #toldBytes = 0;

  constructor(stage: ScanStage, { blockBytes, onProgress }: RunnerOptions = {}) {
    const kernel = loadKernel();
    this.#kernel = kernel;
    this.#reader = new StageReader(kernel, stage, blockBytes);
    this.#nullTexts = new NullTexts(kernel, stage.nullValues);
    this.#source = sourceColumnOf(kernel, stage);
    this.#aggregator = new PartialAggregator(kernel, stage.operator, stage.columns);
    this.#seenElsewhere = stage.columns.map((_, column) => column === stage.sourceColumn);
    this.#onProgress = onProgress;
  }

  run(task: TaskSpec): TaskResult {
    const started = performance.now();
    const { byteCount, readMs } = this.#reader.buffer;
    const spans: SpanResult[] = [];
    this.#aggregator.beginPartition(task.index);
    for (const [at, span] of task.spans.entries()) {
      const result = this.#runSpan(span, at > 0 || task.startIsCertain);
      if ('error' in result) {
        this.#reader.close();
        const startByte = spans[0]?.startByte ?? result.startByte;
        return { kind: 'failed', partition: task.index, startByte, error: result.error };
      }
      spans.push(result);
    }
    const metrics = {
      busyMs: performance.now() - started,
      readMs: this.#reader.buffer.readMs - readMs,
      byteCount: this.#reader.buffer.byteCount - byteCount,
    };
    return { kind: 'succeeded', partition: task.index, spans, metrics };
  }

  #runSpan(span: Span, isCertain: boolean): SpanResult | { readonly startByte: number; readonly error: DataError } {
    let startByte = span.startByte;
    try {
      startByte = this.#reader.startOf(span, isCertain);
      let used = 0;
      const outcome = this.#reader.read(span, startByte, (batch) => {
        used += batch.rows;
        this.#tellProgress(batch.rows);
        return this.#consume(batch, span);
      });
      if (!outcome.ok) return { startByte, error: dataError(outcome.failure, span) };
      const { endByte, records, skipped } = outcome;
      return { file: span.file, startByte, endByte, records, used, skipped, rejected: 0 };
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
    this.#nullTexts.apply(batch);
    const { file } = this.#reader.openInput(span);
    const quote = file.format.kind === 'csv' ? file.format.quote : 0;
    if (this.#source === undefined) return this.#aggregator.consume(batch, quote);
    const clash = this.#source.clashIn(batch);
    return firstOf(clash, this.#aggregator.consume(this.#source.fill(batch, file), quote));
  }

  dispose(): void {
    this.#reader.close();
    returnKernel(this.#kernel);
  }

  get stateBytes(): number {
    return this.#aggregator.stateBytes;
  }

  collect(scratchPath: string, shareCount: number): StateRef {
    const columnsSeen = this.columnsSeen();
    if (shareCount > 1) {
      const ends = writeShares(this.#aggregator.saveShares(shareCount, columnsSeen), scratchPath);
      return { kind: 'cut', path: scratchPath, ends, columnsSeen };
    }
    return writeState(this.#aggregator.save(columnsSeen), scratchPath);
  }

  merge(state: StateRef): void {
    this.noteSeen(this.#aggregator.merge(readState(state)));
  }

  /** Columns that another runner has seen. */
  noteSeen(columnsSeen: readonly boolean[]): void {
    for (const [column, isSeen] of columnsSeen.entries()) if (isSeen) this.#seenElsewhere[column] = true;
  }

  discard(): void {
    this.#aggregator.clear();
  }

  /** Which of the stage's columns occurred in all that was run and merged. */
  columnsSeen(): readonly boolean[] {
    return this.#reader.columnsSeen().map((seen, column) => seen || this.#seenElsewhere[column] === true);
  }

  /** The answer from all that was run and merged. */
  finishTable(outputs: readonly OutputColumn[]): ResultTable {
    return finishTable(this.#kernel, this.#aggregator, outputs);
  }

  /** The same as text, some rows at a time; each is valid until the next. */
  *finishRows(outputs: readonly OutputColumn[], format: RowFormat): Generator<Uint8Array> {
    for (const { text } of finishRows(this.#kernel, this.#aggregator, outputs, format)) yield text;
  }
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
  return { code, message, file: span.file, byte, ...(hint === undefined ? {} : { hint }) };
}

/** What is wrong with the head of a file that was looked at here, or that memory is at its end. */
function ownError({ code, message, hint, place }: PqError, { file }: Span): DataError {
  const line = place?.line;
  return { code, message, file, ...(hint === undefined ? {} : { hint }), ...(line === undefined ? {} : { line }) };
}

/** What the machine or the data refused; anything else is a bug and is thrown on. */
function resourceError(error: unknown, span: Span): DataError {
  if (error instanceof ReadError) return { code: error.code, message: error.message, file: span.file };
  if (error instanceof PqError) return ownError(error, span);
  throw error;
}
