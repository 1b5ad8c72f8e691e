/** Runs a scan that cuts its rows into buckets: what a stage behind it reads bucket by bucket. */
import type { Args } from './cli/args.ts';
import type { Circumstances } from './execute.ts';
import type { Plan } from './make-plan.ts';
import type { ExecutorChoice } from './plan/choose-executor.ts';
import type { ExecutionMetrics } from './protocol/metrics.ts';
import type { BucketsState, LeftState, ScanStage } from './protocol/stage.ts';
import type { SideReport } from './report/figures.ts';
import { runScan } from './run-scan.ts';

export interface CutRowsResult {
  readonly states: readonly BucketsState[];
  readonly metrics: ExecutionMetrics;
  /** What was read, for it and for its joins. */
  readonly reads: readonly SideReport[];
  /** Who read it. */
  readonly executor: ExecutorChoice;
}

export async function cutRows(args: Args, plan: Plan, stage: ScanStage, here: Circumstances): Promise<CutRowsResult> {
  const { runner, left, metrics } = await runScan(args, plan, stage, here);
  const states = [...left.filter(isBuckets), ...runner.collectBuckets()];
  runner.dispose();
  const reads = [{ metrics, inputs: plan.files, reason: plan.executor.reason }, ...(plan.sides ?? [])];
  return { states, metrics, reads, executor: plan.executor };
}

function isBuckets(state: LeftState): state is BucketsState {
  return state.kind === 'buckets';
}
