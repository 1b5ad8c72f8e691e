/** The mistake that everybody makes once: a text in double quotes, which are for names. */
import { PqError } from '../core/errors.ts';
import { type LogicalPlan, unchain } from './logical-plan.ts';
import { argumentsOf, type Expr } from './parse/expr.ts';

/** The error, with a word about quotes where the column that is missing was typed in them. */
export function asQuotedText(error: unknown, plan: LogicalPlan): unknown {
  if (!(error instanceof PqError) || error.code !== 'PQ_COLUMN_NOT_FOUND') return error;
  const name = quotedNames(plan).find((quoted) => error.message.includes(JSON.stringify(quoted)));
  if (name === undefined) return error;
  const hint = `a text stands in single quotes: '${name.replaceAll("'", "''")}'`;
  const more = error.hint === undefined ? '' : `; ${error.hint}`;
  return new PqError(error.code, error.message, { ...(error.place && { place: error.place }), hint: `${hint}${more}` });
}

/** Of the conditions of a plan. */
function quotedNames(plan: LogicalPlan): readonly string[] {
  return unchain(plan).steps.flatMap((step) => (step.kind === 'filter' ? namesIn(step.condition) : []));
}

function namesIn(expr: Expr): readonly string[] {
  if (expr.kind !== 'column') return argumentsOf(expr).flatMap(namesIn);
  return expr.source[expr.start] === '"' ? [expr.path.text] : [];
}
