/**
 * What runs rows through the steps of a stage to its sink, wherever they come from. It knows no other process; what it
 * holds is collected, merged into another runner's, or finished into the answer.
 */
import type { TaskRunner } from '../protocol/runner.ts';
import type {
  AnswerRows,
  BucketsState,
  CollectForm,
  ColumnPath,
  Delivery,
  Operator,
  OutputPlace,
  StageEnvironment,
  StateRef,
  Step,
  TaskResult,
  TaskSpec,
} from '../protocol/stage.ts';
import { environmentOf } from './environment.ts';
import type { RightSide } from './joining/join-round.ts';
import { type Kernel, loadKernel, returnKernel } from './kernel.ts';
import { CutSink } from './sinks/cut-sink.ts';
import { makeSink, type Sink, type SinkOptions } from './sinks/make-sink.ts';
import { Pipeline } from './steps/pipeline.ts';

/** What rows come with, and what is done with them. */
export interface RowsStage {
  readonly columns: readonly ColumnPath[];
  readonly steps: readonly Step[];
  readonly operator: Operator;
  readonly environment: StageEnvironment;
}

export abstract class RowsRunner implements TaskRunner {
  protected readonly kernel: Kernel;
  protected readonly sink: Sink;

  protected constructor(stage: RowsStage, options: SinkOptions) {
    this.kernel = loadKernel();
    this.sink = makeSink(this.kernel, stage, options);
  }

  /** `right` is for a join among the steps whose right side is not in a file. */
  protected pipelineOf({ steps, columns, environment }: RowsStage, right?: RightSide): Pipeline {
    const environmentOfSteps = environmentOf({ environment, columns });
    return new Pipeline(this.kernel, steps, columns, environmentOfSteps, (rows) => this.sink.take(rows), right);
  }

  abstract run(task: TaskSpec): TaskResult;

  /** Which of the columns occurred in all that was run and merged. */
  abstract columnsSeen(): readonly boolean[];

  /** Columns that another runner has seen. */
  abstract noteSeen(columnsSeen: readonly boolean[]): void;

  dispose(): void {
    this.sink.dispose();
    returnKernel(this.kernel);
  }

  get stateBytes(): number {
    return this.sink.stateBytes;
  }

  collect(scratchPath: string, form: CollectForm): StateRef {
    return this.sink.collect(scratchPath, form, this.columnsSeen());
  }

  /** The buckets of rows that were cut, of this process and of all that were merged. */
  collectBuckets(): readonly BucketsState[] {
    if (!(this.sink instanceof CutSink)) throw new Error('rows were not cut');
    return this.sink.collectAll();
  }

  merge(state: StateRef): void {
    this.noteSeen(this.sink.merge(state));
  }

  deliver(partition: number, place: OutputPlace | undefined, scratchPath: string | undefined): Delivery {
    return this.sink.deliver(partition, place, scratchPath);
  }

  discard(): void {
    this.sink.discard();
  }

  /** The answer from all that was run and merged, as text, some rows at a time; each is valid until the next. */
  finishRows(answer: AnswerRows): Generator<Uint8Array> {
    return this.sink.finishRows(answer);
  }
}
