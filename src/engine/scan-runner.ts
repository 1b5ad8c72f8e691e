/**
 * Runs tasks of a scan in this process: reads each span, sends its rows through the steps to the operator.
 */
import { now } from '../core/clock.ts';
import type { ProgressListener } from '../protocol/runner.ts';
import type { DataError, JoinRows, ScanStage, Span, SpanResult, TaskResult, TaskSpec } from '../protocol/stage.ts';
import { type Batch, ENOUGH, type ReaderFailure } from './formats/reader.ts';
import { StageReader } from './formats/stage-reader.ts';
import { alignedRows } from './joining/aligned-rows.ts';
import { AlignedSide } from './joining/aligned-side.ts';
import type { Kernel } from './kernel.ts';
import { locate } from './locate.ts';
import { ConstantColumns, constantsAmong } from './operators/constant-columns.ts';
import { NullTexts } from './operators/null-texts.ts';
import { SourceColumn } from './operators/source-column.ts';
import { RowsRunner } from './rows-runner.ts';
import type { SinkOptions } from './sinks/make-sink.ts';
import type { Pipeline } from './steps/pipeline.ts';
import type { Rows } from './steps/step.ts';
import { dataError, OtherSideError, resourceError } from './task-errors.ts';

interface RunnerOptions extends SinkOptions {
  /** How much is read at once, at first. */
  readonly blockBytes?: number | undefined;
  /** Hears of every batch. */
  readonly onProgress?: ProgressListener | undefined;
}

export class ScanRunner extends RowsRunner {
  readonly #reader: StageReader;
  readonly #nullTexts: NullTexts;
  readonly #source: SourceColumn | undefined;
  readonly #constants: ConstantColumns | undefined;
  readonly #pipeline: Pipeline;
  readonly #seenElsewhere: boolean[];
  readonly #onProgress: ProgressListener | undefined;
  /** How many bytes onProgress has heard of. */
  #toldBytes = 0;

  constructor(stage: ScanStage, options: RunnerOptions = {}) {
    super(stage, options);
    const { blockBytes, onProgress } = options;
    const { columns } = stage;
    this.#reader = new StageReader(this.kernel, stage, blockBytes);
    this.#nullTexts = new NullTexts(this.kernel, stage.nullValues);
    const isConstant = constantsAmong(columns, stage.files);
    this.#constants = isConstant.includes(true)
      ? new ConstantColumns(this.kernel, columns, isConstant, stage.nullValues)
      : undefined;
    this.#source = sourceColumnOf(this.kernel, stage);
    this.#pipeline = this.pipelineOf(stage, alignedSideOf(this.kernel, stage));
    this.#seenElsewhere = stage.columns.map(({ steps }, column) => {
      return column === stage.sourceColumn || steps.length === 0 || isConstant[column] === true;
    });
    this.#onProgress = onProgress;
  }

  run(task: TaskSpec): TaskResult {
    const started = now();
    const { byteCount, readMs } = this.#reader.buffer;
    const spans: SpanResult[] = [];
    this.sink.begin(task.index);
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
    this.sink.end();
    const metrics = {
      busyMs: now() - started,
      readMs: this.#reader.buffer.readMs - readMs,
      byteCount: this.#reader.buffer.byteCount - byteCount,
      steps: this.#pipeline.metrics,
      columnsSeen: this.columnsSeen(),
    };
    const { outputBytes } = this.sink;
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
      if (!outcome.ok && !isCut) return { startByte, error: dataError(outcome.failure, span.file) };
      const failure = isLast || isCut ? this.#pipeline.end() : undefined;
      if (failure !== undefined) return { startByte, error: dataError(failure, span.file) };
      const filtered = this.#pipeline.filtered - filteredBefore;
      const used = records - filtered;
      if (!outcome.ok)
        return { file: span.file, startByte, endByte: startByte, records, used, filtered, skipped: 0, rejected: 0 };
      const { endByte, skipped } = outcome;
      return { file: span.file, startByte, endByte, records: outcome.records, used, filtered, skipped, rejected: 0 };
    } catch (error) {
      return { startByte, error: resourceError(error, span.file) };
    }
  }

  #tellProgress(records: number): void {
    if (this.#onProgress === undefined) return;
    const { byteCount } = this.#reader.buffer;
    this.#onProgress(byteCount - this.#toldBytes, records);
    this.#toldBytes = byteCount;
  }

  #consume(batch: Batch, span: Span): ReaderFailure | undefined {
    this.sink.isCopied = this.#reader.isCopied;
    const { file } = this.#reader.openInput(span);
    if (file.format.kind === 'cells') return this.#pipeline.push({ batch, quote: 0, fileName: file.name });
    this.#nullTexts.apply(batch);
    const whole = this.#constants === undefined ? batch : this.#constants.fill(batch, file);
    const rows: Rows = {
      batch: this.#source === undefined ? whole : this.#source.fill(whole, file),
      quote: file.format.kind === 'csv' ? file.format.quote : 0,
      fileName: typeof file.path === 'number' ? '-' : file.name,
    };
    const clash = this.#source?.clashIn(batch);
    return firstOf(clash, this.#pipeline.push(rows));
  }

  override dispose(): void {
    this.#reader.close();
    super.dispose();
  }

  /** Columns that another runner has seen. */
  noteSeen(columnsSeen: readonly boolean[]): void {
    for (const [column, isSeen] of columnsSeen.entries()) if (isSeen) this.#seenElsewhere[column] = true;
  }

  /** Which of the stage's columns occurred in all that was run and merged. */
  columnsSeen(): readonly boolean[] {
    return this.#reader.columnsSeen().map((seen, column) => seen || this.#seenElsewhere[column] === true);
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

/** Of a join of sides that were cut alike: files of the other side are read when those of the same partition are. */
function alignedSideOf(kernel: Kernel, { steps }: ScanStage): AlignedSide | undefined {
  const [aligned] = alignedRows(steps);
  if (aligned === undefined) return undefined;
  const join = steps.find((step) => step.kind === 'join' && step.right === aligned) as JoinRows;
  const { scan, spans } = aligned;
  let take: (rows: Uint8Array) => void = () => {};
  const runner = new ScanRunner(scan, { onRows: (rows) => take(rows) });
  return new AlignedSide(kernel, join, (partition, onRows) => {
    take = onRows;
    const own = spans[partition] ?? [];
    const result = runner.run({ index: partition, spans: own, startIsCertain: true });
    if (result.kind === 'failed') throw otherSideError(result.error, scan);
    const short = result.spans.find(({ endByte }, at) => endByte !== own[at]?.stopByte);
    if (short !== undefined) throw new Error(`a file of the right side ends at byte ${short.endByte}`);
    const { byteCount, readMs } = result.metrics;
    return { byteCount, readMs, spans: result.spans };
  });
}

/** With the place in its message: that of the task is in a file of the left side. */
function otherSideError(
  { code, message, hint, file, byte, line }: DataError,
  { files, dialect }: ScanStage,
): OtherSideError {
  const found = files[file];
  const place =
    found === undefined ? undefined : byte === undefined ? { file: found.name, line } : locate(found, byte, dialect);
  const where = [place?.file, place?.line].filter((part) => part !== undefined).join(':');
  return new OtherSideError(code, where === '' ? message : `${where}: ${message}`, hint === undefined ? {} : { hint });
}
