/**
 * A command line, planned as pq plans it and run in this process: inline, or dealt by the real scheduler to real engines.
 * What comes out is what pq would write; accounts are checked after each run.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Args, resolveArgs } from '../../../src/cli/args.ts';
import type { AnswerWriter } from '../../../src/cli/output/answer-writer.ts';
import { answerWriter } from '../../../src/cli/output/write-answer.ts';
import { readProgram } from '../../../src/cli/program.ts';
import { columnsSeenIn } from '../../../src/engine/columns-seen.ts';
import { FinishRunner } from '../../../src/engine/finish-runner.ts';
import { MergeRunner } from '../../../src/engine/merge-runner.ts';
import { CellsTable } from '../../../src/engine/operators/cells-table.ts';
import { DeliveryReader } from '../../../src/engine/rows-of-delivery.ts';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { SortMergeRunner } from '../../../src/engine/sort-merge-runner.ts';
import { leftOut, makePlan, type Plan } from '../../../src/make-plan.ts';
import { cuttingOf, mergePartitions, toMergeStage } from '../../../src/plan/merge-stage.ts';
import { reportMissingColumns } from '../../../src/plan/missing-columns.ts';
import type { Rule } from '../../../src/plan/optimize/optimize.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import type { PartitionList } from '../../../src/protocol/partitions.ts';
import type { RowFormat } from '../../../src/protocol/result.ts';
import type {
  CutState,
  DataError,
  InspectedFile,
  MemoryRules,
  PartialAggregate,
  RunsState,
  ScanStage,
} from '../../../src/protocol/stage.ts';
import { RepeatedAnswer } from '../../../src/repeated-answer.ts';
import { checkAccounting, checkMergedRows } from '../../../src/report/accounting.ts';
import type { RowsReceiver } from '../../../src/run/execution.ts';
import { executeInline } from '../../../src/run/inline/inline-executor.ts';
import { WorkerPool } from '../../../src/run/processes/pool.ts';
import type { Failure } from '../../../src/run/scheduler/events.ts';
import { Scheduler } from '../../../src/run/scheduler/scheduler.ts';
import { EngineLink } from './engine-link.ts';

export interface RowsRun {
  /** Undefined: in this process, in order. */
  readonly workers?: number;
  readonly chunkBytes?: number | undefined;
  readonly blockBytes?: number | undefined;
  /** Workers write into the file themselves. */
  readonly isPlaced?: boolean;
  /** Hardly anything is held in memory. */
  readonly isTight?: boolean;
}

const TIGHT: MemoryRules = {
  ...{
    sortBytes: 200,
    heldBytes: 20,
    rangeBytes: 60,
    joinBytes: 300,
    groupBytes: 100,
    mostGroupBytes: 200,
    shareCount: 4,
  },
};
/** So small that a few rows are several ranges. */
const RANGE_BYTES = 60;
const now = (): number => performance.now();
let fileCount = 0;

export class RowsEngines {
  readonly plan: Plan;
  readonly #args: Args;
  readonly #directory: string;

  private constructor(args: Args, directory: string, plan: Plan) {
    this.#args = args;
    this.#directory = directory;
    this.plan = plan;
  }

  /** `words` are those after `pq`. Throws PqError. */
  static async of(words: readonly string[], directory: string, rules?: readonly Rule[]): Promise<RowsEngines> {
    const program = await readProgram(words, () => new Set());
    if (program.kind !== 'run') throw new Error(`nothing to run: ${words.join(' ')}`);
    const args = await resolveArgs(program.args, {});
    return new RowsEngines(args, directory, makePlan(args, 'few', rules));
  }

  /** The same over other files. */
  over(files: readonly InspectedFile[]): RowsEngines {
    const { lowered } = this.plan;
    const plan = { ...this.plan, files, lowered: { ...lowered, scan: { ...lowered.scan, files } } };
    return new RowsEngines(this.#args, this.#directory, plan);
  }

  /** The text of the answer, or what is wrong: code, file and byte. */
  async run(how: RowsRun = {}): Promise<string> {
    const path = join(this.#directory, `${fileCount++}.out`);
    const descriptor = openSync(path, 'w+');
    try {
      const { format, lowered } = this.plan;
      if (format === 'cells') throw new Error('rows for a join are no answer');
      const { header, columnNames, verbs } = this.#args;
      const hasHeader = header || columnNames !== undefined || verbs.some(({ kind }) => kind === 'aggregate');
      const makeTable = (names: readonly string[]): CellsTable => new CellsTable(names);
      const destination = { descriptor, path: how.isPlaced === true ? path : undefined, name: path };
      const shape = { format, names: lowered.names, hasHeader, makeTable };
      const once = await answerWriter(shape, destination, { output: path, color: 'never' });
      const writer = this.#repeated(once, how);
      const error = await this.#write(writer, how);
      if (error !== undefined) return `${error.code} in file ${error.file} at byte ${error.byte}`;
      await writer.end();
      return readFileSync(path, 'utf8');
    } finally {
      closeSync(descriptor);
      rmSync(path);
    }
  }

  #repeated(writer: AnswerWriter, how: RowsRun): AnswerWriter {
    const { answerTimes, lowered } = this.plan;
    if (answerTimes === 1) return writer;
    return new RepeatedAnswer(writer, answerTimes, this.#within(lowered.scan, how).environment);
  }

  async #write(writer: AnswerWriter, how: RowsRun): Promise<DataError | undefined> {
    const finishes = this.plan.lowered.finishes.map((stage) => this.#within(stage, how));
    const finisher = finishes.length === 0 ? undefined : new FinishRunner(finishes, (text) => writer.write(text));
    const take = (rows: Uint8Array): void => (finisher === undefined ? writer.write(rows) : finisher.feed(rows));
    const place = (byteLength: number) => (finisher === undefined ? writer.place(byteLength) : undefined);
    const reader = new DeliveryReader();
    const receiver: RowsReceiver = { place, take: (delivery) => reader.read(delivery, take) };
    const error =
      how.workers === undefined ? await this.#inline(take, how) : await this.#withWorkers(how.workers, receiver, how);
    if (error === undefined) finisher?.end();
    return error;
  }

  #within<Stage extends Pick<ScanStage, 'environment'>>(stage: Stage, { isTight }: RowsRun): Stage {
    if (isTight !== true) return stage;
    return { ...stage, environment: { ...stage.environment, memory: TIGHT, tmpDirectory: this.#directory } };
  }

  async #inline(take: (rows: Uint8Array) => void, how: RowsRun): Promise<DataError | undefined> {
    const { stopsEarly } = this.plan.lowered;
    const scan = this.#within(this.plan.lowered.scan, how);
    const isOfRows = scan.operator.kind === 'write-rows';
    const runner = new ScanRunner(scan, { blockBytes: how.blockBytes, onRows: isOfRows ? take : undefined });
    const outcome = await executeInline({ stage: scan, partitions: this.#cut(how), runner, now });
    if (outcome.kind === 'failed') return outcome.error as DataError;
    this.#check(outcome.metrics.tasks, stopsEarly);
    this.#takeAnswer(runner, take);
    const missing = stopsEarly ? undefined : this.#missing(runner);
    runner.dispose();
    return missing;
  }

  #missing(runner: ScanRunner): DataError | undefined {
    runner.noteSeen(columnsSeenIn(this.plan.lowered.scan, leftOut(this.plan)));
    const missing = reportMissingColumns(this.plan.lowered.scan, runner.columnsSeen(), () => ['something']);
    return missing && { code: missing.code, message: missing.message, file: 0 };
  }

  async #withWorkers(count: number, receiver: RowsReceiver, how: RowsRun): Promise<DataError | undefined> {
    const stage = this.#within(this.plan.lowered.scan, how);
    const isOfRows = stage.operator.kind === 'write-rows';
    const scratchDirectory = `${this.#directory}/scratch`;
    const sharedDirectory = mkdtempSync(join(this.#directory, 'shared-'));
    const engineOptions = { blockBytes: how.blockBytes, sharedDirectory };
    const runners = Array.from({ length: count + 1 }, () => new ScanRunner(stage, engineOptions));
    const [runner, ...workers] = runners as [ScanRunner, ...ScanRunner[]];
    const links = workers.map((worker) => new EngineLink(worker));
    const options = { workerCount: count, retries: 0, tasksInFlight: 2, deliversWithin: isOfRows ? 8 : undefined };
    const scheduler = new Scheduler(this.#cut(how), options);
    const spawn = (): never => expectNoDeath('a worker is to be replaced');
    // Of a sort, the runs are left to workers, and groups where they do not fit into memory.
    const { operator } = stage;
    const isSorted = operator.kind === 'sort-rows' && operator.order.limit === undefined;
    const isCut = isSorted || (how.isTight === true && operator.kind !== 'sort-rows');
    const cutting = isCut ? cuttingOf(stage) : undefined;
    const pool = new WorkerPool({
      ...{ scheduler, stageNumber: 1, stage, scratchDirectory, cutting: cutting && { ...cutting, fromBytes: 0 } },
      ...{ receiver: isOfRows ? receiver : undefined, runner, links, spawn, now },
    });
    const failure = await pool.run(undefined);
    for (const link of links) link.kill();
    if (failure !== undefined) return dataErrorOf(failure);
    this.#check(scheduler.records, false);
    const runs = pool.left.filter((state) => state.kind === 'runs');
    const take = (rows: Uint8Array): void => receiver.take({ kind: 'here', pieces: [rows], release: () => {} });
    const cut = pool.left.filter((state) => state.kind === 'cut');
    if (isSorted) await this.#mergeRanges(runs, receiver, operator.order.isUnique);
    else if (cut.length > 0) await this.#mergeShares(stage, cut, take);
    else this.#takeAnswer(runner, take);
    for (const { metrics } of scheduler.records) runner.noteSeen(metrics.columnsSeen);
    const missing = this.#missing(runner);
    for (const each of runners) each.dispose();
    rmSync(sharedDirectory, { recursive: true });
    return missing;
  }

  /** Of an aggregate or a sort. */
  #takeAnswer(runner: ScanRunner, take: (rows: Uint8Array) => void): void {
    const { outputs = [], finishes, scan } = this.plan.lowered;
    if (scan.operator.kind === 'write-rows') return;
    const format: RowFormat = finishes.length === 0 ? this.#asText() : { kind: 'cells' };
    for (const rows of runner.finishRows({ outputs, format })) take(rows);
  }

  /** Shares of the groups are merged by the workers. */
  async #mergeShares(scan: ScanStage, states: readonly CutState[], take: (rows: Uint8Array) => void): Promise<void> {
    const { outputs = [], finishes } = this.plan.lowered;
    const format: RowFormat = finishes.length === 0 ? this.#asText() : { kind: 'cells' };
    const groups =
      scan.operator.kind === 'distinct-rows'
        ? scan.operator.groups
        : { operator: scan.operator as PartialAggregate, outputs, format };
    const stage = toMergeStage(groups, states, scan.environment);
    const shared = mkdtempSync(join(this.#directory, 'shared-'));
    const runner = new MergeRunner(stage, shared);
    const links = [new EngineLink(new MergeRunner(stage, shared)), new EngineLink(new MergeRunner(stage, shared))];
    const scheduler = new Scheduler(mergePartitions(stage), { workerCount: 2, retries: 0, tasksInFlight: 2 });
    const spawn = (): never => expectNoDeath('a worker is to be replaced');
    const pool = new WorkerPool({
      ...{ scheduler, stageNumber: 1, stage, scratchDirectory: shared, cutting: undefined, receiver: undefined },
      ...{ runner, links, spawn, now },
    });
    const failure = await pool.run(undefined);
    for (const link of links) link.kill();
    if (failure !== undefined) throw new Error('a share was not merged');
    for (const rows of runner.finishRows()) take(rows);
    rmSync(shared, { recursive: true });
  }

  #asText(): RowFormat {
    return this.plan.formatOf(this.plan.lowered.names ?? []);
  }

  /** Ranges of the order are merged by the workers. */
  async #mergeRanges(states: readonly RunsState[], receiver: RowsReceiver, isUnique: boolean): Promise<void> {
    const runner = new SortMergeRunner({ kind: 'sort-merge', states, isUnique }, RANGE_BYTES);
    const { stage } = runner;
    const other = new SortMergeRunner(stage);
    const links = [new EngineLink(runner), new EngineLink(other)];
    const options = { workerCount: 2, retries: 0, tasksInFlight: 2, deliversWithin: 8 };
    const scheduler = new Scheduler(mergePartitions(stage), options);
    const spawn = (): never => expectNoDeath('a worker is to be replaced');
    const pool = new WorkerPool({
      ...{ scheduler, stageNumber: 1, stage, scratchDirectory: `${this.#directory}/scratch`, cutting: undefined },
      ...{ receiver, runner, links, spawn, now },
    });
    const failure = await pool.run(undefined);
    for (const link of links) link.kill();
    for (const each of [runner, other]) each.dispose();
    if (failure !== undefined) throw new Error('a range was not merged');
    const problem = checkMergedRows({ tasks: scheduler.records } as Parameters<typeof checkMergedRows>[0], stage);
    if (problem !== undefined) throw new Error(problem);
  }

  #cut({ chunkBytes, workers }: RowsRun): PartitionList {
    return planPartitions(this.plan.files, { jobs: workers ?? 1, chunkBytes });
  }

  #check(tasks: Scheduler['records'], stopsEarly: boolean): void {
    const metrics = { tasks } as Parameters<typeof checkAccounting>[0];
    const problem = checkAccounting(metrics, this.plan.files, stopsEarly);
    if (problem !== undefined) throw new Error(problem);
  }
}

function expectNoDeath(what: string): never {
  throw new Error(what);
}

function dataErrorOf(failure: Failure): DataError {
  if (failure.kind === 'data-error') return failure.error;
  return expectNoDeath(`a worker died: ${failure.cause}`);
}
