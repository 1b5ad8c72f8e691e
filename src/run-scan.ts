/** Runs a scan whose rows are kept as a state: what is left of it is in files, all else is held by its runner. */
import type { Args } from './cli/args.ts';
import { now } from './core/clock.ts';
import { ScanRunner } from './engine/scan-runner.ts';
import { type Circumstances, execute, listenerFor, succeeded } from './execute.ts';
import { answerRows, type Plan } from './make-plan.ts';
import { cuttingOf } from './plan/merge-stage.ts';
import type { ExecutionMetrics } from './protocol/metrics.ts';
import type { LeftState, ScanStage } from './protocol/stage.ts';
import { check } from './run-parts.ts';

export interface ScanRun {
  readonly runner: ScanRunner;
  readonly left: readonly LeftState[];
  readonly metrics: ExecutionMetrics;
}

/** `stage` is the plan's scan, or made of it. */
export async function runScan(args: Args, plan: Plan, stage: ScanStage, here: Circumstances): Promise<ScanRun> {
  const sharedDirectory = here.children?.scratchDirectory;
  const runner = new ScanRunner(stage, { onProgress: listenerFor(stage, here.progress), sharedDirectory });
  const request = { stage, partitions: plan.partitions, runner, now, cutting: cuttingOf(stage, answerRows(plan)) };
  const { metrics, left } = succeeded(await execute(args, request, plan.executor, here), stage);
  check(args, plan, metrics, runner);
  return { runner, left, metrics };
}
