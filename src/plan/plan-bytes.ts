/** How large the input of a plan is. */
import { inputBytes } from '../core/sizes.ts';
import { inputsOf, type LogicalPlan } from './logical-plan.ts';

/** Of all its files; undefined where only reading tells. */
export function planBytes(plan: LogicalPlan): number | undefined {
  const parts = plan.kind === 'scan' ? plan.files.map(inputBytes) : inputsOf(plan).map(planBytes);
  return parts.reduce<number | undefined>((sum, part) => {
    return sum === undefined || part === undefined ? undefined : sum + part;
  }, 0);
}
