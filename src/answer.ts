/** Runs that answer with rows: planned when there are children, then passed on as they are read or made of states. */
import { answerFromStates } from './answer-from-states.ts';
import type { Args } from './cli/args.ts';
import { interruptible } from './cli/signals.ts';
import type { Circumstances } from './execute.ts';
import type { Plan } from './make-plan.ts';
import { passRows } from './pass-rows.ts';
import { passesRows } from './plan/whole-records.ts';
import { type Begin, type Done, type Planner, passesOn } from './run-parts.ts';

/**
 * Children start while this process inspects the input and plans. It is one of the workers itself: on 2 cores that is one
 * start-up less, and 7 to 15 % of a second saved (bench: csv, ndjson).
 */
export async function answer(args: Args, circumstances: Circumstances, begin: Begin, planner: Planner): Promise<Done> {
  const prepare = async (signal?: AbortSignal): Promise<Prepared> => {
    const children = await begin?.();
    const here = { ...circumstances, ...(children && { children }) };
    const plan = await planner({ ...here, ...(signal && { signal }) });
    signal?.throwIfAborted();
    return { plan, here };
  };
  const { plan, here } = await (catchesSignals(args, begin) ? interruptible(prepare, circumstances.leave) : prepare());
  return passesOn(plan) ? passRows(args, plan, here) : answerFromStates(args, plan, here);
}

interface Prepared {
  readonly plan: Plan;
  readonly here: Circumstances;
}

/** Not where nobody would hear them: a pipe can say nothing for long, and so can a reader of stdout. We die of them then,
 * and the children take their files along. */
function catchesSignals(args: Args, begin: Begin): boolean {
  const isHeard = args.output !== undefined || !passesRows(args.verbs, args.taskTimeoutMs !== undefined);
  return begin !== undefined && isHeard && !readsStream(args);
}

function readsStream({ sources, sides }: Args): boolean {
  return sources.some(({ size }) => size === undefined) || sides.some(readsStream);
}
