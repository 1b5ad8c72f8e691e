/**
 * Runs tasks of one stage in this process: reads each span, feeds the operator, keeps its state. It knows no other
 * process; what it holds is collected, merged into another runner's, or finished into the answer.
 */
import { PqError } from '../core/errors.ts';
import type { OutputColumn, ResultTable } from '../protocol/result.ts';
import type { TaskRunner } from '../protocol/runner.ts';
import type { DataError, Span, SpanResult, Stage, StateRef, TaskResult, TaskSpec } from '../protocol/stage.ts';
import type { Batch, ReaderFailure } from './formats/reader.ts';
import { StageReader } from './formats/stage-reader.ts';
import { ReadError } from './io/files.ts';
import { readState, writeState } from './io/state-file.ts';
import { type Kernel, KernelMemoryError, loadKernel } from './kernel.ts';
import { finishAggregate } from './operators/finish-aggregate.ts';
import { NullTexts } from './operators/null-texts.ts';
import { PartialAggregator } from './operators/partial-aggregate.ts';
import { SourceColumn } from './operators/source-column.ts';

export interface Runner extends TaskRunner {
  /** The answer from all that was run and merged. */
  finish(outputs: readonly OutputColumn[]): ResultTable;
  /** Which of the stage's columns occurred in all that was run and merged. */
  columnsSeen(): readonly boolean[];
}

/** `blockBytes`: how much is read at once, at first. */
export function createRunner(stage: Stage, blockBytes?: number): Runner {
  return new StageRunner(stage, loadKernel(), blockBytes);
}

class StageRunner implements Runner {
  readonly #kernel: Kernel;
  readonly #reader: StageReader;
  readonly #nullTexts: NullTexts;
  readonly #source: SourceColumn | undefined;
  readonly #aggregator: PartialAggregator;
  readonly #seenElsewhere: boolean[];

  constructor(stage: Stage, kernel: Kernel, blockBytes: number | undefined) {
    this.#kernel = kernel;
    this.#reader = new StageReader(kernel, stage, blockBytes);
    this.#nullTexts = new NullTexts(kernel, stage.nullValues);
    this.#source = sourceColumnOf(kernel, stage);
    this.#aggregator = new PartialAggregator(kernel, stage.operator, stage.columns);
    this.#seenElsewhere = stage.columns.map((_, column) => column === stage.sourceColumn);
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
        return this.#consume(batch, span);
      });
      if (!outcome.ok) return { startByte, error: dataError(outcome.failure, span) };
      const { endByte, records, skipped } = outcome;
      return { file: span.file, startByte, endByte, records, used, skipped, rejected: 0 };
    } catch (error) {
      return { startByte, error: resourceError(error, span) };
    }
  }

  #consume(batch: Batch, span: Span): ReaderFailure | undefined {
    this.#nullTexts.apply(batch);
    const { file } = this.#reader.openInput(span);
    const quote = file.format.kind === 'csv' ? file.format.quote : 0;
    if (this.#source === undefined) return this.#aggregator.consume(batch, quote);
    const clash = this.#source.clashIn(batch);
    return firstOf(clash, this.#aggregator.consume(this.#source.fill(batch, file), quote));
  }

  collect(scratchPath: string): StateRef {
    return writeState(this.#aggregator.save(this.columnsSeen()), scratchPath);
  }

  merge(state: StateRef): void {
    const seen = this.#aggregator.merge(readState(state));
    for (const [column, isSeen] of seen.entries()) if (isSeen) this.#seenElsewhere[column] = true;
  }

  discard(): void {
    this.#aggregator.clear();
  }

  columnsSeen(): readonly boolean[] {
    return this.#reader.columnsSeen().map((seen, column) => seen || this.#seenElsewhere[column] === true);
  }

  finish(outputs: readonly OutputColumn[]): ResultTable {
    return finishAggregate(this.#kernel, this.#aggregator, outputs);
  }
}

function sourceColumnOf(kernel: Kernel, { columns, sourceColumn }: Stage): SourceColumn | undefined {
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

/** What is wrong with the head of a file that was looked at here. */
function headError({ code, message, hint, place }: PqError, { file }: Span): DataError {
  const line = place?.line;
  return { code, message, file, ...(hint === undefined ? {} : { hint }), ...(line === undefined ? {} : { line }) };
}

/** What the machine or the data refused; anything else is a bug and is thrown on. */
function resourceError(error: unknown, span: Span): DataError {
  if (error instanceof ReadError) return { code: error.code, message: error.message, file: span.file };
  if (error instanceof PqError) return headError(error, span);
  if (error instanceof KernelMemoryError) {
    const hint = 'use fewer groups, or more workers (-j), or split the input; a single record may have 256 MB';
    return { code: 'PQ_OUT_OF_MEMORY', message: `out of memory: ${error.message}`, hint, file: span.file };
  }
  throw error;
}
