/** An aggregate as the command line plans it: the stage that is run, and the columns of its answer. */
import { tmpdir } from 'node:os';
import type { Aggregate } from '../../../src/plan/logical-plan.ts';
import { type LoweringOptions, lower } from '../../../src/plan/lower.ts';
import { memoryRules } from '../../../src/plan/memory-rules.ts';
import type { OutputColumn } from '../../../src/protocol/result.ts';
import type { PartialAggregate, ScanStage, StageEnvironment } from '../../../src/protocol/stage.ts';

export interface PlannedStage {
  readonly stage: ScanStage & { readonly operator: PartialAggregate };
  readonly outputs: readonly OutputColumn[];
}

/** When every run of the tests began. */
export const ENVIRONMENT: StageEnvironment = {
  now: '2026-11-21T17:30:00Z',
  tmpDirectory: tmpdir(),
  memory: memoryRules(undefined, 1),
};

export const LOWERING: LoweringOptions = {
  environment: ENVIRONMENT,
  isTimed: false,
  formatOf: () => ({ kind: 'cells' }),
};

/** Throws PQ_COLUMN_NOT_FOUND and PQ_USAGE. */
export function plannedStage(plan: Aggregate): PlannedStage {
  const schema = { columns: undefined, isOpen: false };
  const { scan, outputs } = lower(plan, schema, LOWERING);
  if (scan.operator.kind !== 'partial-aggregate' || outputs === undefined) throw new Error('this is no aggregate');
  return { stage: { ...scan, operator: scan.operator }, outputs };
}
