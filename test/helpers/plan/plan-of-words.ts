/** The logical plan of a command line, with files of no consequence. */
import { readProgram } from '../../../src/cli/program.ts';
import { chain, type LogicalPlan, type Scan } from '../../../src/plan/logical-plan.ts';
import { USUAL_DIALECT } from '../usual-dialect.ts';

const SCAN: Scan = { kind: 'scan', files: [], dialect: USUAL_DIALECT, alignment: 'union', nullValues: [] };

/** `words` are those after `pq`. */
export async function planOfWords(words: readonly string[]): Promise<LogicalPlan> {
  const program = await readProgram(words, () => new Set());
  if (program.kind !== 'run') throw new Error(`nothing to plan: ${words.join(' ')}`);
  return chain(SCAN, program.args.verbs);
}
