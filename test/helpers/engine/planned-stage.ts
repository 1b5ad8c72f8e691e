/** An aggregate as the command line plans it: the stage that is run, and the columns of its answer. */
import type { Aggregate } from '../../../src/plan/logical-plan.ts';
import { lower } from '../../../src/plan/lower.ts';
import type { OutputColumn } from '../../../src/protocol/result.ts';
import type { PartialAggregate, ScanStage, StageEnvironment } from '../../../src/protocol/stage.ts';

export interface PlannedStage {
  readonly stage: ScanStage & { readonly operator: PartialAggregate };
  readonly outputs: readonly OutputColumn[];
}

/** When every run of the tests began. */
export const ENVIRONMENT: StageEnvironment = { now: '2026-11-21T17:30:00Z' };

/** Throws PQ_COLUMN_NOT_FOUND and PQ_USAGE. */
export function plannedStage(plan: Aggregate): PlannedStage {
  const schema = { names: undefined, isOpen: false };
  const { scan, outputs } = lower(plan, schema, ENVIRONMENT, () => ({ kind: 'cells' }));
  if (scan.operator.kind !== 'partial-aggregate' || outputs === undefined) throw new Error('this is no aggregate');
  return { stage: { ...scan, operator: scan.operator }, outputs };
}
