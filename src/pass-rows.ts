/** Runs whose rows go to where the answer goes as they are read. */
import type { Args } from './cli/args.ts';
import { writeFile } from './cli/output/write-answer.ts';
import { interruptible } from './cli/signals.ts';
import { now } from './core/clock.ts';
import { ScanRunner } from './engine/scan-runner.ts';
import { type Circumstances, execute, succeeded } from './execute.ts';
import { makePlan, type Plan } from './make-plan.ts';
import type { ExecutionMetrics } from './protocol/metrics.ts';
import { type Begin, check, type Done, RowsTaker, reportOf, writerFor } from './run-parts.ts';

/** Writing to stdout may wait for a reader for ever: signals are not caught there. */
export async function passRows(args: Args, circumstances: Circumstances, begin: Begin): Promise<Done> {
  const pass = async (signal?: AbortSignal): Promise<Done> => {
    const children = await begin?.();
    const plan = makePlan(args, 'few');
    const here = { ...circumstances, ...(children && { children }), ...(signal && { signal }) };
    const startupMs = now();
    let done: (Pick<Done, 'finish'> & { readonly metrics: ExecutionMetrics }) | undefined;
    await writeFile(args.output ?? '-', async (destination) => {
      const rows = new RowsTaker(plan, await writerFor(args, plan, destination));
      const metrics = await passThrough(args, plan, rows, here);
      done = { metrics, finish: await rows.end(signal) };
    });
    const { metrics, finish } = done as NonNullable<typeof done>;
    return { plan, report: reportOf(args, plan, metrics, startupMs), finish };
  };
  return args.output === undefined ? pass() : interruptible(pass, circumstances.leave);
}

async function passThrough(
  args: Args,
  plan: Plan,
  { take, receiver }: RowsTaker,
  circumstances: Circumstances,
): Promise<ExecutionMetrics> {
  const { scan } = plan.lowered;
  const isInline = plan.executor.executor === 'inline' || circumstances.children === undefined;
  const onProgress = circumstances.progress?.advance;
  const runner = new ScanRunner(scan, isInline ? { onProgress, onRows: take } : { onProgress });
  const request = { stage: scan, partitions: plan.partitions, runner, now, receiver, isUnordered: args.unordered };
  const { metrics } = succeeded(await execute(args, request, plan.executor, circumstances), scan);
  check(args, plan, metrics, runner);
  return metrics;
}
