/** Which plans need all columns of their input, and which of them as a list. Pure. */
import { addsRightRows } from './join-columns.ts';
import { type LogicalPlan, unchain, type Verb } from './logical-plan.ts';

/**
 * - none: every column that is wanted has a name in the plan;
 * - headers: the same, but a name may be among those that a star stands for;
 * - list: of all columns, because they are told apart;
 * - records: records pass as a whole, to the answer.
 */
export function wholeRecords(plan: LogicalPlan): Records {
  return wholeRecordsOf(unchain(plan).steps);
}

type Records = 'none' | 'headers' | 'list' | 'records';

/** The same, of the rows that come to some steps. */
export function wholeRecordsOf(steps: readonly Verb[]): Records {
  let named: 'none' | 'headers' = 'none';
  for (const step of steps) {
    if (step.kind === 'aggregate' || step.kind === 'check-order') return named;
    if (step.kind === 'project') {
      if (!step.items.some(({ kind }) => kind === 'all')) return named;
      named = 'headers';
    }
    if (step.kind === 'join' || (step.kind === 'distinct' && step.columns.length === 0)) return 'list';
  }
  return 'records';
}

/**
 * Rows pass to the answer, or to a step that needs all of them; else they are held as states of groups or as runs of a
 * sort. `isTimed`: other processes read the input even where only its first rows are wanted.
 */
export function passesRows(verbs: readonly Verb[], isTimed: boolean): boolean {
  const first = verbs.find((verb) => gathers(verb) || (isTimed && verb.kind === 'head'))?.kind;
  return first === undefined || PASSING.has(first);
}

/** The answer is a data set. */
export function keepsRows(verbs: readonly Verb[]): boolean {
  return verbs.at(-1)?.kind === 'partition';
}

/** The rows of a data set are cut by those who read the input: nothing before needs all rows. */
export function cutsInScan(verbs: readonly Verb[], isTimed: boolean): boolean {
  return !verbs.some((verb) => gathers(verb) || (isTimed && verb.kind === 'head'));
}

/** Rows are wanted from the start of the input only, before anything needs all of them. */
export function stopsEarly(verbs: readonly Verb[]): boolean {
  return verbs.find((verb) => verb.kind === 'head' || gathers(verb))?.kind === 'head';
}

const PASSING: ReadonlySet<Verb['kind']> = new Set<Verb['kind']>(['tail', 'head', 'repeat', 'join']);

function gathers(verb: Verb): boolean {
  if (verb.kind !== 'join') return GATHERING.has(verb.kind);
  const { how, choice } = verb;
  return addsRightRows(how) || choice?.copiesLeft === true || (choice?.strategy ?? 'broadcast') !== 'broadcast';
}

const GATHERING: ReadonlySet<Verb['kind']> = new Set<Verb['kind']>(['aggregate', 'sort', 'tail', 'distinct', 'repeat']);
