/** Keeps the states of groups: the end of a scan that aggregates. */
import type { OutputColumn, RowFormat } from '../../protocol/result.ts';
import type { ColumnPath, Delivery, PartialAggregate, StateRef } from '../../protocol/stage.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import { readState, writeShares, writeState } from '../io/state-file.ts';
import type { Kernel } from '../kernel.ts';
import { finishRows } from '../operators/finish-aggregate.ts';
import { PartialAggregator } from '../operators/partial-aggregate.ts';
import type { Rows } from '../steps/step.ts';

export class AggregateSink {
  isCopied = false;
  readonly outputBytes = 0;
  readonly #kernel: Kernel;
  readonly #aggregator: PartialAggregator;

  constructor(kernel: Kernel, operator: PartialAggregate, columns: readonly ColumnPath[]) {
    this.#kernel = kernel;
    this.#aggregator = new PartialAggregator(kernel, operator, columns);
  }

  begin(partition: number): void {
    this.#aggregator.beginPartition(partition);
  }

  take({ batch, quote }: Rows): ReaderFailure | undefined {
    return this.#aggregator.consume(batch, quote);
  }

  end(): void {}

  get stateBytes(): number {
    return this.#aggregator.stateBytes;
  }

  collect(scratchPath: string, shareCount: number, columnsSeen: readonly boolean[]): StateRef {
    if (shareCount === 1) return writeState(this.#aggregator.save(columnsSeen), scratchPath);
    const ends = writeShares(this.#aggregator.saveShares(shareCount, columnsSeen), scratchPath);
    return { kind: 'cut', path: scratchPath, ends, columnsSeen };
  }

  /** Answers which columns the other runner saw. */
  merge(state: StateRef): readonly boolean[] {
    return this.#aggregator.merge(readState(state));
  }

  deliver(): Delivery {
    throw new Error('states are collected, and not delivered');
  }

  discard(): void {
    this.#aggregator.clear();
  }

  dispose(): void {}

  *finishRows(outputs: readonly OutputColumn[], format: RowFormat): Generator<Uint8Array> {
    for (const { text } of finishRows(this.#kernel, this.#aggregator, outputs, format)) yield text;
  }
}
