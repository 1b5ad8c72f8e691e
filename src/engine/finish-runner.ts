/** Does what is left to do when rows have come together: steps over all of them in order, and the rows of the answer. */
import { PqError } from '../core/errors.ts';
import type { FinishStage, StepMetrics } from '../protocol/stage.ts';
import { environmentOf } from './environment.ts';
import { BATCH_ROWS, ENOUGH, type ReaderFailure } from './formats/reader.ts';
import { type Kernel, loadKernel, returnKernel } from './kernel.ts';
import { RowOutput } from './operators/row-output.ts';
import { Scratch } from './operators/scratch.ts';
import { Pipeline } from './steps/pipeline.ts';

/** Kernels read past what they are given. */
const SLACK_BYTES = 64;

/** Several stages, the rows of each going to the next. */
export class FinishRunner {
  readonly #stages: readonly StageRunner[];

  /** At least one. `take` is given rows of text, each valid until the next. */
  constructor(stages: readonly FinishStage[], take: (text: Uint8Array) => void) {
    const runners: StageRunner[] = [];
    for (const stage of stages.toReversed()) {
      const [next] = runners;
      runners.unshift(new StageRunner(stage, next === undefined ? take : (cells) => next.feed(cells)));
    }
    this.#stages = runners;
  }

  /** What the steps did. */
  get metrics(): readonly StepMetrics[] {
    return this.#stages.flatMap(({ metrics }) => metrics);
  }

  /** No more rows are wanted. */
  get isDone(): boolean {
    return this.#stages[0]?.isDone === true;
  }

  /** Takes whole rows as cells (RowFormat 'cells'). Throws what is wrong with them. */
  feed(cells: Uint8Array): void {
    this.#stages[0]?.feed(cells);
  }

  /** No more rows come. */
  end(): void {
    for (const stage of this.#stages) stage.end();
  }
}

class StageRunner {
  readonly #kernel: Kernel;
  readonly #columnCount: number;
  readonly #pipeline: Pipeline;
  readonly #staging: Scratch;
  readonly #cells: readonly number[];
  readonly #list: number;

  /** `take` is given rows of text, each valid until the next. */
  constructor(stage: FinishStage, take: (text: Uint8Array) => void) {
    const kernel = loadKernel();
    this.#kernel = kernel;
    this.#columnCount = stage.columns.length;
    const output = new RowOutput(kernel, stage.operator, take);
    this.#pipeline = new Pipeline(kernel, stage.steps, stage.columns, environmentOf(stage), (rows) =>
      output.write(rows, false),
    );
    this.#staging = new Scratch(kernel);
    this.#cells = stage.columns.map(() => kernel.allocate(BATCH_ROWS * 8));
    this.#list = kernel.allocate(Math.max(1, this.#columnCount) * 4);
    kernel.u32(this.#list, this.#columnCount).set(this.#cells);
    this.#pipeline.begin();
  }

  /** What its steps did. */
  get metrics(): readonly StepMetrics[] {
    return this.#pipeline.metrics;
  }

  /** No more rows are wanted. */
  get isDone(): boolean {
    return this.#pipeline.isDone;
  }

  /** Takes whole rows as cells (RowFormat 'cells'). Throws what is wrong with them. */
  feed(cells: Uint8Array): void {
    const kernel = this.#kernel;
    const address = this.#staging.reserve(cells.length + SLACK_BYTES);
    kernel.bytes.set(cells, address);
    const end = address + cells.length;
    for (let from = address; from < end && !this.isDone; ) {
      const rows = kernel.call.readCells(from, end, this.#list, this.#columnCount, BATCH_ROWS);
      const next = kernel.call.readCellsEnd() >>> 0;
      const batch = { rows, cells: this.#cells, textBytes: next - from, byteOf: () => 0 };
      throwIfAny(this.#pipeline.push({ batch, quote: 0, fileName: '' }));
      from = next;
    }
  }

  /** No more rows come. */
  end(): void {
    throwIfAny(this.#pipeline.end());
    returnKernel(this.#kernel);
  }
}

function throwIfAny(failure: ReaderFailure | undefined): void {
  if (failure === undefined || failure === ENOUGH) return;
  const { code, message, hint } = failure;
  throw new PqError(code, message, hint === undefined ? {} : { hint });
}
