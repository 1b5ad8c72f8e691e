/** How large the input of a plan is. */
import { inputBytes, sumOfSizes } from '../core/sizes.ts';
import { inputsOf, type LogicalPlan } from './logical-plan.ts';

/** Of all its files; undefined where only reading tells. */
export function planBytes(plan: LogicalPlan): number | undefined {
  return sumOfSizes(plan.kind === 'scan' ? plan.files.map(inputBytes) : inputsOf(plan).map(planBytes));
}
