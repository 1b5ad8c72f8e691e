/** Stands in for the errors of expressions. */
import type { ErrorCode } from '../../core/errors.ts';

export class EvaluationError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly column: number | undefined;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
