/**
 * `pq agg` on a page: fork, inspect, plan, run, check the accounts, finish, write, report. Nothing is written before the
 * states are complete and accounted for.
 */
import type { Args } from './cli/args.ts';
import { chooseFormat } from './cli/output/formats.ts';
import { rowFormatOf } from './cli/output/row-format.ts';
import { type Answer, isAligned, writeAnswer, writeText } from './cli/output/write-answer.ts';
import { progressOf } from './cli/progress/progress.ts';
import { writeReport } from './cli/report.ts';
import { dialectOf, earlyExecutorFor, executorFor, logicalPlan, lookRules, partitionsFor } from './cli/requests.ts';
import { interruptible } from './cli/signals.ts';
import { PqError } from './core/errors.ts';
import { type Input, inspectAll, inspectInputs, sampleColumns } from './engine/inspect-inputs.ts';
import { MergeRunner } from './engine/merge-runner.ts';
import { ScanRunner } from './engine/scan-runner.ts';
import { type Circumstances, execute, now, startChildren, succeeded } from './execute.ts';
import { bind } from './plan/bind.ts';
import { cuttingOf, sharePartitions, toMergeStage } from './plan/merge-stage.ts';
import { reportMissingColumns } from './plan/missing-columns.ts';
import { toStage } from './plan/stages.ts';
import { checkAccounting } from './report/accounting.ts';
import type { RunReport } from './report/figures.ts';
import type { ProcessesExecutor } from './run/processes/processes-executor.ts';

interface Result {
  readonly answer: Answer;
  readonly report: Omit<RunReport, 'wallMs'>;
}

/** `leave` ends the process at once. */
export async function aggregate(args: Args, leave: (exitCode: number) => never): Promise<void> {
  if (args.explain) return explainPlan(args);
  const { executor, workers } = earlyExecutorFor(args);
  const progress = await progressOf(args, now);
  if (executor === 'inline') return finish(args, await compute(args, { progress, leave }));
  await withChildren(args, workers, { progress, leave });
}

async function finish(args: Args, { answer, report }: Result): Promise<void> {
  await writeAnswer(answer, args);
  await writeReport(args, { ...report, wallMs: now() });
}

/**
 * Children start while this process inspects the input and plans, under the signal's watch from before the first one. It
 * is one of the workers itself: on 2 cores that is one start-up less, and 7 to 15 % of a second saved (bench: csv, ndjson).
 * While the answer is written signals are not caught: nobody would hear them, since writing may wait for a reader for
 * ever. We die of them then, and the children take the files along.
 */
async function withChildren(args: Args, workers: number, circumstances: Circumstances): Promise<void> {
  let children: ProcessesExecutor | undefined;
  try {
    const result = await interruptible(async (signal) => {
      children = await startChildren(args, workers - 1);
      return compute(args, { ...circumstances, children, signal });
    }, circumstances.leave);
    await finish(args, result);
  } finally {
    children?.cleanup();
  }
}

/** From the heads of the files to what will be done with them. */
function makePlan<SomeInput extends Input>(args: Args, inputs: readonly SomeInput[]) {
  const files = inputs.map(({ file }) => file);
  const plan = logicalPlan(args, files);
  const partitions = partitionsFor(args, files);
  return { inputs, files, plan, ...toStage(bind(plan)), partitions, executor: executorFor(args, partitions) };
}

type Plan = ReturnType<typeof makePlan>;

function lookAtInputs(args: Args): readonly Input[] {
  const { sources, alignment } = args;
  const dialect = dialectOf(args);
  return alignment === 'union' ? inspectInputs(sources, dialect, lookRules(args)) : inspectAll(sources, dialect);
}

async function explainPlan(args: Args): Promise<void> {
  const { explain } = await import('./plan/explain.ts');
  const inputs = inspectAll(args.sources, dialectOf(args));
  await writeText(explain(makePlan(args, inputs)), args.output ?? '-');
}

async function compute(args: Args, circumstances: Circumstances): Promise<Result> {
  const plan = makePlan(args, lookAtInputs(args));
  const { inputs, files, stage, partitions, executor } = plan;
  const format = chooseFormat(args, files[0]?.format);
  const runner = new ScanRunner(stage, { onProgress: circumstances.progress?.advance });
  const startupMs = now();
  const cutting = isAligned(format) ? undefined : cuttingOf(stage);
  const outcome = await execute(args, { stage, partitions, runner, now, cutting }, executor, circumstances);
  const { metrics, cut } = succeeded(outcome, stage);
  throwIfAny(checkAccounting(metrics, files), (problem) => new PqError('PQ_ACCOUNTING', problem));
  for (const { columnsSeen } of cut) runner.noteSeen(columnsSeen);
  const sampled = () => sampleColumns(inputs, dialectOf(args));
  throwIfAny(reportMissingColumns(stage, runner.columnsSeen(), sampled), (error) => error);
  const report = { metrics, startupMs, inputs: files, reason: executor.reason, jobs: args.jobs };
  if (isAligned(format)) return { answer: { format, table: runner.finishTable(plan.outputs) }, report };
  const names = plan.outputs.map(({ name }) => name);
  const rowFormat = rowFormatOf(format, names);
  if (cut.length === 0) return { answer: { format, names, rows: runner.finishRows(plan.outputs, rowFormat) }, report };
  runner.dispose();
  const merger = new MergeRunner(toMergeStage(stage, cut, plan.outputs, rowFormat));
  await mergeShares(args, merger, plan, circumstances);
  const combineMs = now() - startupMs - metrics.scanMs;
  return {
    answer: { format, names, rows: merger.finishRows() },
    report: { ...report, metrics: { ...metrics, combineMs } },
  };
}

/** What one process would take too long to merge, all merge together. */
async function mergeShares(
  args: Args,
  runner: MergeRunner,
  { executor, stage }: Plan,
  circumstances: Circumstances,
): Promise<void> {
  const request = { stage: runner.stage, partitions: sharePartitions(runner.stage), runner, now };
  succeeded(await execute(args, request, executor, circumstances), stage);
}

function throwIfAny<Problem>(problem: Problem | undefined, toError: (problem: Problem) => PqError): void {
  if (problem !== undefined) throw toError(problem);
}
