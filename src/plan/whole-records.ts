/** Which plans need all columns of their input, and which of them as a list. Pure. */
import { type LogicalPlan, unchain, type Verb } from './logical-plan.ts';

/**
 * - none: every column that is wanted has a name in the plan;
 * - headers: the same, but a name may be among those that a star stands for;
 * - list: of all columns, because they are told apart;
 * - records: records pass as a whole, to the answer.
 */
export function wholeRecords(plan: LogicalPlan): 'none' | 'headers' | 'list' | 'records' {
  let named: 'none' | 'headers' = 'none';
  for (const step of unchain(plan).steps) {
    if (step.kind === 'aggregate' || step.kind === 'check-order') return named;
    if (step.kind === 'project') {
      if (!step.items.some(({ kind }) => kind === 'all')) return named;
      named = 'headers';
    }
    if (step.kind === 'distinct' && step.columns.length === 0) return 'list';
  }
  return 'records';
}

/**
 * Rows pass to the answer, or to a step that needs all of them; else they are held as states of groups or as runs of a
 * sort. `isTimed`: other processes read the input even where only its first rows are wanted.
 */
export function passesRows(verbs: readonly Verb[], isTimed: boolean): boolean {
  const first = verbs.find(({ kind }) => GATHERING.has(kind) || (isTimed && kind === 'head'))?.kind;
  return first === undefined || first === 'tail' || first === 'head' || first === 'repeat';
}

/** Rows are wanted from the start of the input only, before anything needs all of them. */
export function stopsEarly(verbs: readonly Verb[]): boolean {
  return verbs.find(({ kind }) => kind === 'head' || GATHERING.has(kind))?.kind === 'head';
}

const GATHERING: ReadonlySet<Verb['kind']> = new Set<Verb['kind']>(['aggregate', 'sort', 'tail', 'distinct', 'repeat']);
