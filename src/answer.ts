/** Runs that answer with rows: planned when there are children, then passed on as they are read or made of states. */
import { type Computed, compute, giveAnswer } from './answer-from-states.ts';
import type { Args } from './cli/args.ts';
import { interruptible } from './cli/signals.ts';
import type { Circumstances } from './execute.ts';
import { passRowsTo } from './pass-rows.ts';
import { passesRows } from './plan/whole-records.ts';
import { answerTarget, type Begin, type Done, type Planner, passesOn } from './run-parts.ts';

/**
 * Children start while this process inspects the input and plans. It is one of the workers itself: on 2 cores that is one
 * start-up less, and 7 to 15 % of a second saved (bench: csv, ndjson).
 */
export async function answer(args: Args, circumstances: Circumstances, begin: Begin, planner: Planner): Promise<Done> {
  const work = async (signal?: AbortSignal): Promise<Done | Held> => {
    const children = await begin?.();
    const here = { ...circumstances, ...(children && { children }) };
    const watched = { ...here, ...(signal && { signal }) };
    const plan = await planner(watched);
    if (passesOn(plan)) return passRowsTo(answerTarget(args), args, plan, watched);
    return { computed: await compute(args, plan, watched), here };
  };
  const first = await (catchesSignals(args, begin) ? interruptible(work, circumstances.leave) : work());
  return 'computed' in first ? giveAnswer(args, first.computed, first.here) : first;
}

/** What the answer is made of is there. */
interface Held {
  readonly computed: Computed;
  readonly here: Circumstances;
}

/**
 * Not where nobody would hear them: a pipe can say nothing for long, and so can a reader of stdout. Alone, a long partition
 * would keep this process from hearing them, but for what it writes to a file of -o. Else we die of them, and the children
 * take their files along; what a process alone puts aside has no name.
 */
function catchesSignals(args: Args, begin: Begin): boolean {
  const passes = passesRows(args.verbs, args.taskTimeoutMs !== undefined);
  if (passes) return args.output !== undefined && !readsStream({ sources: [], sides: args.sides });
  return begin !== undefined && !readsStream(args);
}

function readsStream({ sources, sides }: Pick<Args, 'sources' | 'sides'>): boolean {
  return sources.some(({ size }) => size === undefined) || sides.some(readsStream);
}
