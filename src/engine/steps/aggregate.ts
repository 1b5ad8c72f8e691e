/** Aggregates all rows that come, and hands on the rows of the answer: where all of them come to one process. */
import type { OutputColumn } from '../../protocol/result.ts';
import type { ColumnPath, PartialAggregate } from '../../protocol/stage.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { finishBatches } from '../operators/finish-aggregate.ts';
import { PartialAggregator } from '../operators/partial-aggregate.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';

export class AggregateStep implements RowStep {
  readonly #kernel: Kernel;
  readonly #outputs: readonly OutputColumn[];
  readonly #aggregator: PartialAggregator;

  /** `columns` are names of the rows' columns, for messages. */
  constructor(
    kernel: Kernel,
    operator: PartialAggregate,
    outputs: readonly OutputColumn[],
    columns: readonly ColumnPath[],
  ) {
    this.#kernel = kernel;
    this.#outputs = outputs;
    this.#aggregator = new PartialAggregator(kernel, operator, columns);
  }

  begin(): void {
    this.#aggregator.table.during(() => {
      this.#aggregator.clear();
      this.#aggregator.beginPartition(0);
    });
  }

  push({ batch, quote }: Rows): ReaderFailure | undefined {
    return this.#aggregator.table.during(() => this.#aggregator.consume(batch, quote));
  }

  end(emit: RowConsumer): ReaderFailure | undefined {
    return this.#aggregator.table.during(() => {
      for (const batch of finishBatches(this.#kernel, this.#aggregator, this.#outputs)) {
        const failure = emit({ batch, quote: 0, fileName: '' });
        if (failure !== undefined) return failure;
      }
      return undefined;
    });
  }
}
