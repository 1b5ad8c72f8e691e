/** The stage whose states the answer is made of: a scan, or a join of what two scans have cut. */
import type { Args } from './cli/args.ts';
import { now } from './core/clock.ts';
import { PqError } from './core/errors.ts';
import { cutRows } from './cut-rows.ts';
import { JoinRunner } from './engine/join-runner.ts';
import type { ScanRunner } from './engine/scan-runner.ts';
import { type Circumstances, execute, succeeded } from './execute.ts';
import { answerRows, type Plan } from './make-plan.ts';
import type { ExecutorChoice } from './plan/choose-executor.ts';
import { joinTasks } from './plan/join-tasks.ts';
import { cuttingOf, oneByOne } from './plan/merge-stage.ts';
import type { ExecutionMetrics } from './protocol/metrics.ts';
import type { JoinStage, LeftState, ScanStage } from './protocol/stage.ts';
import { checkJoinedRows } from './report/accounting.ts';
import type { Joined } from './run-parts.ts';
import { runScan } from './run-scan.ts';

/** What was run: what is left of it is in files, all else is held by the runner. */
export interface MainStage {
  readonly stage: ScanStage | JoinStage;
  readonly runner: ScanRunner | JoinRunner;
  readonly left: readonly LeftState[];
  /** Of the scan. */
  readonly metrics: ExecutionMetrics;
  readonly executor: ExecutorChoice;
  /** Of a join of what was cut. */
  readonly joined?: Joined;
}

export async function runMainStage(args: Args, plan: Plan, here: Circumstances): Promise<MainStage> {
  if (plan.lowered.joinStage !== undefined) return runJoin(args, plan, here);
  const stage = plan.lowered.scan;
  return { stage, executor: plan.executor, ...(await runScan(args, plan, stage, here)) };
}

async function runJoin(args: Args, plan: Plan, here: Circumstances): Promise<MainStage> {
  const { scan, joinStage, right } = { right: undefined, ...plan, ...plan.lowered };
  if (joinStage === undefined || right === undefined) throw new Error('the sides of a join have not been cut');
  const cut = await cutRows(args, plan, scan, here);
  const { tasks, skew } = joinTasks(joinStage.join, cut.states, right.states, scan.environment.memory);
  const { leftColumns, steps, operator } = joinStage;
  const { environment } = scan;
  const stage: JoinStage = {
    ...{ kind: 'join', left: cut.states, right: right.states, leftColumns, tasks, steps, operator, environment },
  };
  const runner = new JoinRunner(stage, here.children?.scratchDirectory);
  const executor = plan.executor.workers >= right.executor.workers ? plan.executor : right.executor;
  const request = {
    stage,
    partitions: oneByOne(tasks.length),
    runner,
    now,
    cutting: cuttingOf(stage, answerRows(plan)),
  };
  const { metrics, left } = succeeded(await execute(args, request, executor, here), scan);
  const problem = checkJoinedRows(metrics, stage);
  if (problem !== undefined) throw new PqError('PQ_ACCOUNTING', problem);
  return { stage, runner, left, metrics: cut.metrics, executor, joined: { metrics, skew } };
}
