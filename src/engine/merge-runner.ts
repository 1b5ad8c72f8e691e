/**
 * Runs tasks of a merge in this process: a task is a share of the groups, whose states are read from what every worker
 * has written of it. What is collected are rows of the answer.
 */
import { now } from '../core/clock.ts';
import type { TaskRunner } from '../protocol/runner.ts';
import type {
  CutPart,
  Delivery,
  MergeStage,
  Span,
  SpanResult,
  StateRef,
  TaskResult,
  TaskSpec,
} from '../protocol/stage.ts';
import { SharedSpill } from './io/spill-file.ts';
import { type Kernel, loadKernel, returnKernel } from './kernel.ts';
import { finishRows } from './operators/finish-aggregate.ts';
import { mergeRows } from './operators/merge-rows.ts';
import { PartialAggregator } from './operators/partial-aggregate.ts';
import { RowFile, sharedChunks } from './operators/row-file.ts';
import type { RowChunk } from './operators/row-writer.ts';
import { shareOf } from './operators/state-shares.ts';

interface StateSource {
  readonly file: SharedSpill;
  readonly parts: readonly CutPart[];
}

export class MergeRunner implements TaskRunner {
  readonly stage: MergeStage;
  #kernel: Kernel;
  #aggregator: PartialAggregator;
  readonly #states: readonly StateSource[];
  /** Of shares that are not held any more. */
  readonly #rows: RowFile;
  readonly #collected: Iterable<RowChunk>[] = [];

  /** Other processes read what is put aside in `sharedDirectory`. */
  constructor(stage: MergeStage, sharedDirectory: string | undefined) {
    this.stage = stage;
    this.#kernel = loadKernel();
    this.#aggregator = this.#newAggregator();
    this.#states = stage.states.map(({ path, parts }) => ({ file: new SharedSpill(path), parts }));
    const { tmpDirectory, memory } = stage.environment;
    const place = { directory: sharedDirectory ?? tmpDirectory, isPrivate: sharedDirectory === undefined };
    this.#rows = new RowFile(place, memory.heldBytes);
  }

  get stateBytes(): number {
    return this.#aggregator.stateBytes;
  }

  /** Throws PQ_SCRATCH. */
  run(task: TaskSpec): TaskResult {
    const started = now();
    const spans = task.spans.map((span) => this.#mergeShare(span));
    if (this.stateBytes > this.stage.environment.memory.groupBytes) this.#putAside();
    const metrics = { busyMs: now() - started, readMs: 0, byteCount: 0, steps: [], columnsSeen: [] };
    return { kind: 'succeeded', partition: task.index, spans, metrics, outputBytes: 0, isEnough: false };
  }

  #mergeShare({ file: share }: Span): SpanResult {
    const before = this.#aggregator.table.parts.count;
    for (const { file, parts } of this.#states) {
      for (const part of parts) this.#aggregator.merge(shareOf(file, part, share));
    }
    const records = this.#aggregator.table.parts.count - before;
    return { file: share, startByte: 0, endByte: 0, records, used: records, filtered: 0, skipped: 0, rejected: 0 };
  }

  #newAggregator(): PartialAggregator {
    return new PartialAggregator(this.#kernel, this.stage.operator, []);
  }

  /** The kernel begins anew: what a finish takes of it is not given back before. */
  #putAside(): void {
    this.#rows.append(this.#chunks());
    returnKernel(this.#kernel);
    this.#kernel = loadKernel();
    this.#aggregator = this.#newAggregator();
  }

  collect(): StateRef {
    this.#putAside();
    return this.#rows.handOver();
  }

  #chunks(): Generator<RowChunk> {
    return finishRows(this.#kernel, this.#aggregator, this.stage.outputs, this.stage.format);
  }

  deliver(): Delivery {
    throw new Error('a merge collects states, and delivers no rows');
  }

  discard(): void {
    this.#aggregator.clear();
    this.#rows.clear();
  }

  dispose(): void {
    this.#rows.close();
    for (const { file } of this.#states) file.close();
    returnKernel(this.#kernel);
  }

  /** Keeps the rows of another runner until all are there. */
  merge(state: StateRef): void {
    if (state.kind !== 'rows') throw new Error(`a state of kind ${state.kind} has no rows`);
    this.#collected.push(...sharedChunks(state));
  }

  /** The rows of all runners as text, some at a time; each is valid until the next. */
  finishRows(): Generator<Uint8Array> {
    return mergeRows(loadKernel(), [this.#chunks(), ...this.#rows.chunks(), ...this.#collected]);
  }
}
