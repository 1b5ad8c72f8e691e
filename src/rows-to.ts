/** Runs a plan for its rows, to wherever they go: as they are read, or made of states. */
import { statesTo } from './answer-from-states.ts';
import type { Args } from './cli/args.ts';
import type { Circumstances } from './execute.ts';
import type { Plan } from './make-plan.ts';
import { passRowsTo } from './pass-rows.ts';
import { type Done, passesOn, type Target } from './run-parts.ts';

export function rowsTo(target: Target, args: Args, plan: Plan, here: Circumstances): Promise<Done> {
  return (passesOn(plan) ? passRowsTo : statesTo)(target, args, plan, here);
}
