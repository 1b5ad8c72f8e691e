/** The joins of a run, with what each of their tasks counted: in the scan, in a stage of its own, or behind it. */
import { describe, type Join } from './plan/logical-plan.ts';
import type { JoinMetrics, Step, StepMetrics } from './protocol/stage.ts';
import type { JoinRecord } from './report/join-figures.ts';
import type { Done } from './run-parts.ts';

export function joinsOfRun({ plan: { lowered }, report, finish }: Done): readonly JoinRecord[] {
  const { scan, joinStage, finishes, joins } = lowered;
  const ofScan = report.metrics.tasks.map((task) => task.metrics.steps);
  const ofStage = (report.joined?.metrics.tasks ?? []).map((task) => task.metrics.steps);
  const behind = finishes.flatMap(({ steps }) => [...steps, undefined]);
  const places: readonly (readonly [readonly (Step | undefined)[], readonly (readonly StepMetrics[])[]])[] = [
    [scan.steps, ofScan],
    [joinStage?.steps ?? [], ofStage],
    [behind, [finish]],
  ];
  return joins.map(({ join }) => {
    const isBucketed = joinStage?.join.side === join.side;
    const parts = places.flatMap(([steps, metrics]) => {
      const at = steps.findIndex((step) => step?.kind === 'join' && step.side === join.side);
      return at < 0 ? [] : metrics.flatMap((each): readonly JoinMetrics[] => joinOf(each[at]));
    });
    const strategy = join.choice?.strategy ?? 'broadcast';
    const isCut = isBucketed || strategy === 'prepartitioned';
    const skew = isBucketed && report.joined ? { skew: report.joined.skew } : {};
    return { text: describe(withoutChoice(join)), strategy, parts, isCut, isSwapped: join.isSwapped === true, ...skew };
  });
}

function joinOf(metrics: StepMetrics | undefined): readonly JoinMetrics[] {
  return metrics?.join === undefined ? [] : [metrics.join];
}

function withoutChoice({ choice: _, ...join }: Join): Join {
  return join;
}
