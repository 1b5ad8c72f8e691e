/** Runs tasks of a sort's second stage in this process: a task is a range of the order, whose rows are merged from the
 * runs of every worker. */
import { now } from '../core/clock.ts';
import type { TaskRunner } from '../protocol/runner.ts';
import type {
  Delivery,
  OutputPlace,
  SortMergeStage,
  Span,
  SpanResult,
  StateRef,
  TaskResult,
  TaskSpec,
} from '../protocol/stage.ts';
import { HeldPartitions } from './held-partitions.ts';
import type { HeldRows } from './held-rows.ts';
import { type Kernel, loadKernel, returnKernel } from './kernel.ts';
import { inOrder, SharedRuns } from './sorting/row-sorter.ts';
import { RunMerger } from './sorting/run-merger.ts';

export class SortMergeRunner implements TaskRunner {
  readonly stage: SortMergeStage;
  readonly stateBytes = 0;
  readonly #kernel: Kernel;
  readonly #shared: SharedRuns;
  readonly #merger: RunMerger;
  readonly #held = new HeldPartitions();

  /** Without bounds they are made, between ranges of about so many bytes. */
  constructor(stage: Omit<SortMergeStage, 'bounds'> & Partial<Pick<SortMergeStage, 'bounds'>>, rangeBytes = 0) {
    this.#kernel = loadKernel();
    this.#shared = new SharedRuns(stage.states);
    this.#merger = new RunMerger(this.#kernel, inOrder(this.#shared.sources), stage.isUnique);
    this.stage = { ...stage, bounds: stage.bounds ?? this.#merger.bounds(rangeBytes) };
  }

  run(task: TaskSpec): TaskResult {
    const started = now();
    const held = this.#held.begin(task.index);
    const spans = task.spans.map((span) => this.#mergeRange(span, held));
    const metrics = { busyMs: now() - started, readMs: 0, byteCount: 0, steps: [], columnsSeen: [] };
    const outputBytes = held.byteLength;
    return { kind: 'succeeded', partition: task.index, spans, metrics, outputBytes, isEnough: false };
  }

  #mergeRange({ file: range }: Span, held: HeldRows): SpanResult {
    const { bounds } = this.stage;
    const entries = this.#merger.range(bounds[range - 1], bounds[range]);
    for (const text of this.#merger.rows(entries)) held.append(text);
    const { count } = entries;
    return { file: range, startByte: 0, endByte: 0, records: count, used: count, filtered: 0, skipped: 0, rejected: 0 };
  }

  deliver(partition: number, place: OutputPlace | undefined, scratchPath: string | undefined): Delivery {
    return this.#held.deliver(partition, place, scratchPath);
  }

  discard(): void {
    this.#held.discard();
  }

  dispose(): void {
    this.#shared.close();
    returnKernel(this.#kernel);
  }

  collect(): StateRef {
    throw new Error('rows are delivered, and not collected');
  }

  merge(): void {
    throw new Error('rows are delivered, and not merged');
  }
}
