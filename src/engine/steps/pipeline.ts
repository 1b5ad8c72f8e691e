/** Steps one behind the other, and at the end of them an operator that takes the rows. */
import { now } from '../../core/clock.ts';
import type { ColumnPath, JoinRows, RowsTable, Step, StepMetrics } from '../../protocol/stage.ts';
import type { StepEnvironment } from '../environment.ts';
import { Evaluator } from '../expressions/vector/evaluator.ts';
import { ENOUGH, type ReaderFailure } from '../formats/reader.ts';
import type { RightSide } from '../joining/join-round.ts';
import { RightSideInFile } from '../joining/right-side.ts';
import type { Kernel } from '../kernel.ts';
import { AggregateStep } from './aggregate.ts';
import { CheckOrderStep } from './check-order.ts';
import { ComputeStep } from './compute.ts';
import { DistinctStep } from './distinct.ts';
import { FilterStep } from './filter.ts';
import { HeadStep } from './head.ts';
import { JoinStep } from './join.ts';
import { RepeatStep } from './repeat.ts';
import { SampleStep } from './sample.ts';
import { SortStep } from './sort.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';
import { TailStep } from './tail.ts';

/** Of a step: rows that came, and the time that they took, with all that comes behind it. */
interface Meter {
  rows: number;
  spentMs: number;
  /** The same, for what was held until the end. */
  endMs: number;
}

export class Pipeline {
  /** Rows that conditions and samples left out since begin(). */
  filtered = 0;
  readonly #steps: readonly RowStep[];
  /** What takes the rows that come to each step, and to the operator. */
  readonly #consumers: readonly RowConsumer[];
  readonly #meters: readonly Meter[];

  /** `columns` are what the rows come with, `right` is for a join whose right side is not in a file. */
  constructor(
    kernel: Kernel,
    steps: readonly Step[],
    columns: readonly ColumnPath[],
    environment: StepEnvironment,
    take: RowConsumer,
    right?: RightSide,
  ) {
    this.#steps = makeSteps(kernel, steps, columns, environment, right);
    this.#meters = [...steps, take].map(() => ({ rows: 0, spentMs: 0, endMs: 0 }));
    const consumers: RowConsumer[] = [this.#metered(steps.length, take)];
    for (const [at, step] of [...this.#steps.entries()].reverse()) {
      const next = consumers[0] as RowConsumer;
      const dropsRows = steps[at]?.kind === 'filter' || steps[at]?.kind === 'sample';
      const push: RowConsumer = dropsRows
        ? (rows) => this.#pushCounted(step, rows, next)
        : (rows) => step.push(rows, next);
      consumers.unshift(this.#metered(at, push));
    }
    this.#consumers = consumers;
  }

  /** Counts what comes to a step, and the time until it is done with it. */
  #metered(at: number, push: RowConsumer): RowConsumer {
    const meter = this.#meters[at] as Meter;
    return (rows) => {
      const startMs = now();
      const failure = push(rows);
      meter.rows += rows.batch.rows;
      meter.spentMs += now() - startMs;
      return failure;
    };
  }

  /** Since begin(). */
  get metrics(): readonly StepMetrics[] {
    return this.#meters.map(({ rows, spentMs, endMs }, at) => {
      const busyMs = Math.max(0, spentMs + endMs - (this.#meters[at + 1]?.spentMs ?? 0));
      const step = this.#steps[at];
      return step instanceof JoinStep ? { rows, busyMs, join: step.metrics } : { rows, busyMs };
    });
  }

  /** Rows of another partition come next. */
  begin(partition: number): void {
    this.filtered = 0;
    for (const meter of this.#meters) {
      meter.rows = 0;
      meter.spentMs = 0;
      meter.endMs = 0;
    }
    for (const step of this.#steps) step.begin(partition);
  }

  push(rows: Rows): ReaderFailure | undefined {
    return (this.#consumers[0] as RowConsumer)(rows);
  }

  /** No more rows come. */
  end(): ReaderFailure | undefined {
    for (const [at, step] of this.#steps.entries()) {
      const startMs = now();
      const failure = step.end(this.#consumers[at + 1] as RowConsumer);
      (this.#meters[at] as Meter).endMs += now() - startMs;
      if (failure !== undefined && failure !== ENOUGH) return failure;
    }
    return undefined;
  }

  /** The rows that have come come once more, to meet another table of a join, which is the first step. */
  endRound(): ReaderFailure | undefined {
    return this.#steps[0]?.end(this.#consumers[1] as RowConsumer);
  }

  /** Whatever comes, no row will be handed on. */
  get isDone(): boolean {
    return this.#steps.some((step) => step instanceof HeadStep && step.isDone);
  }

  #pushCounted(step: RowStep, rows: Rows, next: RowConsumer): ReaderFailure | undefined {
    this.filtered += rows.batch.rows;
    return step.push(rows, (kept) => {
      this.filtered -= kept.batch.rows;
      return next(kept);
    });
  }
}

function makeSteps(
  kernel: Kernel,
  steps: readonly Step[],
  columns: readonly ColumnPath[],
  environment: StepEnvironment,
  right: RightSide | undefined,
): readonly RowStep[] {
  let columnCount = columns.length;
  return steps.map((step) => {
    const made =
      step.kind === 'join' ? makeJoin(kernel, step, columnCount, right) : makeStep(kernel, step, columns, environment);
    columnCount = columnsBehind(step, columnCount);
    return made;
  });
}

/** How many columns rows have behind a step to which they come with so many. */
function columnsBehind(step: Step, columnCount: number): number {
  if (step.kind === 'compute') return columnCount + step.expressions.length;
  if (step.kind === 'aggregate') return step.outputs.length;
  if (step.kind !== 'join' || step.how === 'semi' || step.how === 'anti') return columnCount;
  return columnCount + step.rightColumnCount;
}

function makeJoin(kernel: Kernel, join: JoinRows, columnCount: number, right: RightSide | undefined): JoinStep {
  const isInFile = join.right !== undefined && 'path' in join.right;
  const side = isInFile ? new RightSideInFile(kernel, join, join.right as RowsTable) : right;
  if (side === undefined) throw new Error('a join has no right side');
  return new JoinStep(kernel, join, columnCount, side);
}

/** Each step has an evaluator of its own: what one has computed has to last while those behind it compute. */
function makeStep(
  kernel: Kernel,
  step: Exclude<Step, JoinRows>,
  columns: readonly ColumnPath[],
  environment: StepEnvironment,
): RowStep {
  switch (step.kind) {
    case 'filter':
      return new FilterStep(kernel, new Evaluator(kernel, environment), step.condition);
    case 'compute':
      return new ComputeStep(kernel, new Evaluator(kernel, environment), step.expressions);
    case 'distinct':
      return new DistinctStep(kernel, step.columns);
    case 'head':
      return new HeadStep(step.count);
    case 'tail':
      return new TailStep(kernel, step.count);
    case 'repeat':
      return new RepeatStep(kernel, step.count, environment);
    case 'sample':
      return new SampleStep(kernel, step);
    case 'sort':
      return new SortStep(kernel, step.order, environment);
    case 'check-order':
      return new CheckOrderStep(kernel, step.order, step.file);
    case 'aggregate':
      return new AggregateStep(kernel, step.operator, step.outputs, columns);
  }
}
