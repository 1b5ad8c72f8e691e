/** The right sides among some steps that were cut as the left one was, and are read with it. */
import type { AlignedRows, Step } from '../../protocol/stage.ts';

export function alignedRows(steps: readonly Step[]): readonly AlignedRows[] {
  return steps.flatMap((step) => (step.kind === 'join' && step.right && 'scan' in step.right ? [step.right] : []));
}
