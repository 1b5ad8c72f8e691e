/** Does what is left to do when rows have come together: steps over all of them in order, and the rows of the answer. */
import { PqError } from '../core/errors.ts';
import type { FinishStage, StepMetrics } from '../protocol/stage.ts';
import { environmentOf } from './environment.ts';
import { ENOUGH, type ReaderFailure } from './formats/reader.ts';
import { type Kernel, loadKernel, returnKernel } from './kernel.ts';
import { CellsReader } from './operators/cells-reader.ts';
import { RowOutput } from './operators/row-output.ts';
import { Pipeline } from './steps/pipeline.ts';

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
  readonly #pipeline: Pipeline;
  readonly #reader: CellsReader;

  /** `take` is given rows of text, each valid until the next. */
  constructor(stage: FinishStage, take: (text: Uint8Array) => void) {
    const kernel = loadKernel();
    this.#kernel = kernel;
    const output = new RowOutput(kernel, stage.operator);
    this.#pipeline = new Pipeline(kernel, stage.steps, stage.columns, environmentOf(stage), (rows) => {
      if (rows.batch.rows === 0) return undefined;
      const { address, byteLength } = output.write(rows, false);
      take(kernel.bytes.subarray(address, address + byteLength));
      return undefined;
    });
    this.#reader = new CellsReader(kernel, stage.columns.length);
    this.#pipeline.begin(0);
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
    throwIfAny(this.#reader.read(cells, (rows) => this.#pipeline.push(rows)));
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
