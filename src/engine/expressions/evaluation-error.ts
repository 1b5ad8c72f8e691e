/** What goes wrong with the values of a record: told with the value and its column; the caller knows the record. */
import { type ErrorCode, PqError } from '../../core/errors.ts';

/** Where a value came from, if it is a column's own. */
export interface Origin {
  readonly column?: number | undefined;
  readonly columnName?: string | undefined;
}

export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  /** The column at fault, by its index; undefined when the value was computed. */
  readonly column: number | undefined;

  constructor(code: ErrorCode, message: string, more: { hint?: string | undefined; origin?: Origin | undefined } = {}) {
    const name = more.origin?.columnName;
    super(name === undefined ? message : `${message} (column ${name})`);
    this.code = code;
    this.hint = more.hint;
    this.column = more.origin?.column;
  }
}

const LONGEST_QUOTE = 60;

/** A value between quotation marks, shortened. */
export function quoted(text: string): string {
  return `"${shortened(text)}"`;
}

export function shortened(text: string): string {
  const characters = Array.from(text.slice(0, 2 * LONGEST_QUOTE + 2));
  return characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE).join('')}...` : text;
}

/** The expression itself is wrong: found when it is compiled, if the part at fault stands in it. */
export function wrongExpression(message: string, hint?: string): PqError {
  return new PqError('PQ_USAGE', message, hint === undefined ? {} : { hint });
}
