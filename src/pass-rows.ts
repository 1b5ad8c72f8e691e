/** Runs whose rows go to where the answer goes as they are read. */
import type { Args } from './cli/args.ts';
import { now } from './core/clock.ts';
import { ScanRunner } from './engine/scan-runner.ts';
import { type Circumstances, execute, listenerFor, succeeded } from './execute.ts';
import type { Plan } from './make-plan.ts';
import type { ExecutionMetrics } from './protocol/metrics.ts';
import { check, type Done, RowsTaker, reportOf, type Target } from './run-parts.ts';

/** To where a plan's rows are wanted. */
export async function passRowsTo(target: Target, args: Args, plan: Plan, here: Circumstances): Promise<Done> {
  const startupMs = now();
  let done: (Pick<Done, 'finish'> & { readonly metrics: ExecutionMetrics }) | undefined;
  await target(plan, async (writer) => {
    const rows = new RowsTaker(plan, writer);
    const metrics = await passThrough(args, plan, rows, here);
    done = { metrics, finish: await rows.end(here.signal) };
  });
  const { metrics, finish } = done as NonNullable<typeof done>;
  return { plan, report: reportOf(args, plan, metrics, startupMs), finish };
}

async function passThrough(
  args: Args,
  plan: Plan,
  { take, receiver }: RowsTaker,
  circumstances: Circumstances,
): Promise<ExecutionMetrics> {
  const { scan } = plan.lowered;
  const isInline = plan.executor.executor === 'inline' || circumstances.children === undefined;
  const onProgress = listenerFor(scan, circumstances.progress);
  const runner = new ScanRunner(scan, isInline ? { onProgress, onRows: take } : { onProgress });
  const request = { stage: scan, partitions: plan.partitions, runner, now, receiver, isUnordered: args.unordered };
  const { metrics } = succeeded(await execute(args, request, plan.executor, circumstances), scan);
  check(args, plan, metrics, runner);
  return metrics;
}
