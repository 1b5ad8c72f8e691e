/**
 * Runs tasks of a merge in this process: a task is a share of the groups, whose states are read from what every worker
 * has written of it. What is collected are rows of the answer.
 */
import { now } from '../core/clock.ts';
import type { TaskRunner } from '../protocol/runner.ts';
import type { Delivery, MergeStage, Span, SpanResult, StateRef, TaskResult, TaskSpec } from '../protocol/stage.ts';
import { readShare, readState, writeState } from './io/state-file.ts';
import { type Kernel, loadKernel, returnKernel } from './kernel.ts';
import { finishRows } from './operators/finish-aggregate.ts';
import { mergeRows } from './operators/merge-rows.ts';
import { PartialAggregator } from './operators/partial-aggregate.ts';
import { packChunks, unpackChunks } from './operators/row-file.ts';
import type { RowChunk } from './operators/row-writer.ts';

export class MergeRunner implements TaskRunner {
  readonly stage: MergeStage;
  readonly #kernel: Kernel;
  readonly #aggregator: PartialAggregator;
  readonly #collected: StateRef[] = [];

  constructor(stage: MergeStage) {
    this.stage = stage;
    this.#kernel = loadKernel();
    this.#aggregator = new PartialAggregator(this.#kernel, stage.operator, []);
  }

  get stateBytes(): number {
    return this.#aggregator.stateBytes;
  }

  run(task: TaskSpec): TaskResult {
    const started = now();
    const spans = task.spans.map((span) => this.#mergeShare(span));
    const metrics = { busyMs: now() - started, readMs: 0, byteCount: 0, steps: [], columnsSeen: [] };
    return { kind: 'succeeded', partition: task.index, spans, metrics, outputBytes: 0, isEnough: false };
  }

  #mergeShare({ file: share }: Span): SpanResult {
    const before = this.#aggregator.table.parts.count;
    for (const state of this.stage.states) this.#aggregator.merge(readShare(state, share));
    const records = this.#aggregator.table.parts.count - before;
    return { file: share, startByte: 0, endByte: 0, records, used: records, filtered: 0, skipped: 0, rejected: 0 };
  }

  collect(scratchPath: string): StateRef {
    return writeState(packChunks(this.#chunks()), scratchPath);
  }

  #chunks(): Generator<RowChunk> {
    return finishRows(this.#kernel, this.#aggregator, this.stage.outputs, this.stage.format);
  }

  deliver(): Delivery {
    throw new Error('a merge collects states, and delivers no rows');
  }

  discard(): void {
    this.#aggregator.clear();
  }

  dispose(): void {
    returnKernel(this.#kernel);
  }

  /** Keeps the rows of another runner until all are there. */
  merge(state: StateRef): void {
    this.#collected.push(state);
  }

  /** The rows of all runners as text, some at a time; each is valid until the next. */
  finishRows(): Generator<Uint8Array> {
    const others = this.#collected.map((state) => unpackChunks(readState(state)));
    return mergeRows(loadKernel(), [this.#chunks(), ...others]);
  }
}
