/** What both kinds of runs have: a writer for the answer, a check of the accounts, and what is reported. */
import type { Args } from './cli/args.ts';
import type { AnswerWriter, Destination } from './cli/output/answer-writer.ts';
import { answerWriter, writeFile } from './cli/output/write-answer.ts';
import { dialectOf } from './cli/requests.ts';
import { PqError } from './core/errors.ts';
import { columnsSeenIn } from './engine/columns-seen.ts';
import { FinishRunner } from './engine/finish-runner.ts';
import { sampleColumns } from './engine/inspect-inputs.ts';
import { alignedRows } from './engine/joining/aligned-rows.ts';
import { CellsTable } from './engine/operators/cells-table.ts';
import { DeliveryReader } from './engine/rows-of-delivery.ts';
import type { ScanRunner } from './engine/scan-runner.ts';
import type { Circumstances } from './execute.ts';
import { leftOut, type Plan } from './make-plan.ts';
import { isUsual } from './plan/data-sets/usual-dialect.ts';
import { reportMissingColumns } from './plan/missing-columns.ts';
import type { ExecutionMetrics } from './protocol/metrics.ts';
import type { StepMetrics } from './protocol/stage.ts';
import { RepeatedAnswer } from './repeated-answer.ts';
import { checkAccounting, checkParts } from './report/accounting.ts';
import type { RunReport, SideReport } from './report/figures.ts';
import type { RowsReceiver } from './run/execution.ts';
import type { ProcessesExecutor } from './run/processes/processes-executor.ts';

export interface Report extends Omit<RunReport, 'wallMs' | 'joins'> {
  readonly joined?: Joined | undefined;
}

/** What the stage of a join measured. */
export interface Joined {
  readonly metrics: ExecutionMetrics;
  readonly skew: { readonly before: number; readonly after: number };
}
/** Starts the children of a run; undefined where there are to be none. */
export type Begin = (() => Promise<ProcessesExecutor>) | undefined;

/** Plans a run, when its children have been started: what comes before it can need them. */
export type Planner = (circumstances: Circumstances) => Promise<Plan>;

/** What was done, and what was measured. */
export interface Done {
  readonly plan: Plan;
  readonly report: Report;
  readonly finish: readonly StepMetrics[];
}

/** Takes rows, and does what is left to do when they have come together. */
export class RowsTaker {
  readonly receiver: RowsReceiver;
  readonly #writer: AnswerWriter;
  readonly #finisher: FinishRunner | undefined;

  constructor({ lowered: { finishes } }: Plan, writer: AnswerWriter) {
    this.#writer = writer;
    this.#finisher = finishes.length === 0 ? undefined : new FinishRunner(finishes, (text) => writer.write(text));
    const reader = new DeliveryReader();
    this.receiver = {
      place: (byteLength) => (this.#finisher === undefined ? writer.place(byteLength) : undefined),
      take: (delivery) => reader.read(delivery, this.take),
    };
  }

  readonly take = (rows: Uint8Array): void => {
    if (this.#finisher === undefined) this.#writer.write(rows);
    else this.#finisher.feed(rows);
  };

  /** No more rows are wanted. */
  get isDone(): boolean {
    return this.#finisher?.isDone === true;
  }

  /** No more rows come. Answers what was done with them. */
  async end(signal?: AbortSignal): Promise<readonly StepMetrics[]> {
    this.#finisher?.end();
    await this.#writer.end(signal);
    return this.#finisher?.metrics ?? [];
  }
}

/** Opens where rows go, lets somebody write them, and closes it. */
export type Target = (plan: Plan, write: (writer: AnswerWriter) => Promise<void>) => Promise<void>;

/** Where the answer goes. Throws PQ_OUTPUT and ReaderGoneError. */
export function answerTarget(args: Args): Target {
  return (plan, write) =>
    writeFile(args.output ?? '-', async (destination) => write(await writerFor(args, plan, destination)));
}

async function writerFor(args: Args, plan: Plan, destination: Destination): Promise<AnswerWriter> {
  const {
    format,
    lowered: { names },
  } = plan;
  if (format === 'cells') throw new Error('rows for a join are no answer');
  const hasHeader =
    args.header || args.columnNames !== undefined || args.verbs.some(({ kind }) => kind === 'aggregate');
  const shape = { format, names, hasHeader, makeTable: (columns: readonly string[]) => new CellsTable(columns) };
  return repeated(plan, await answerWriter(shape, destination, args));
}

/** Writes rows as often as the plan says. */
export function repeated({ answerTimes, lowered: { scan } }: Plan, writer: AnswerWriter): AnswerWriter {
  return answerTimes === 1 ? writer : new RepeatedAnswer(writer, answerTimes, scan.environment);
}

export function check(args: Args, plan: Plan, metrics: ExecutionMetrics, runner: ScanRunner): void {
  const { files, inputs, lowered } = plan;
  const problem = checkAccounting(metrics, files, lowered.stopsEarly);
  if (problem !== undefined) throw new PqError('PQ_ACCOUNTING', problem);
  for (const task of metrics.tasks) runner.noteSeen(task.metrics.columnsSeen);
  if (lowered.stopsEarly) return;
  const reads = [{ metrics, inputs: files }, ...alignedReads(plan, metrics)];
  const changed = isUsual(dialectOf(args)) ? reads.map((read) => checkParts(read.metrics, read.inputs)) : [];
  for (const problem of changed) if (problem !== undefined) throw problem;
  const sampled = () => sampleColumns(inputs, dialectOf(args));
  const missingOf = () => reportMissingColumns(lowered.scan, runner.columnsSeen(), sampled);
  if (missingOf() === undefined) return;
  runner.noteSeen(columnsSeenIn(lowered.scan, leftOut(plan)));
  const missing = missingOf();
  if (missing !== undefined) throw missing;
}

export function reportOf(args: Args, plan: Plan, metrics: ExecutionMetrics, startupMs: number): Report {
  const { files, executor, sides = [] } = plan;
  const all = [...sides, ...alignedReads(plan, metrics)];
  return { metrics, startupMs, inputs: files, reason: executor.reason, jobs: args.jobs, sides: all };
}

/** What tasks read of a right side that was cut like the left one; their time is in theirs. */
function alignedReads({ lowered: { scan } }: Plan, metrics: ExecutionMetrics): readonly SideReport[] {
  return alignedRows(scan.steps).map((right) => {
    const tasks = metrics.tasks.flatMap((task) => {
      const read = task.metrics.steps.find(({ join }) => join?.rightRead !== undefined)?.join?.rightRead;
      if (read === undefined) return [];
      const { spans, byteCount, readMs } = read;
      return [{ ...task, spans, metrics: { ...task.metrics, byteCount, readMs, busyMs: 0 } }];
    });
    const counted = { workers: [], seamsRerun: 0, tasksRetried: 0, workersDied: 0 };
    return { metrics: { ...metrics, ...counted, tasks }, inputs: right.scan.files };
  });
}

/** Its rows go to where the answer goes as they are read. */
export function passesOn({ lowered: { scan, joinStage } }: Plan): boolean {
  return scan.operator.kind === 'write-rows' && joinStage === undefined;
}
