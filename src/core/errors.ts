/**
 * What can go wrong, as data. Every failure that a user can cause has a stable code, and every code has one exit
 * status; whatever has no code here is a bug in pq.
 */

/** Process exit statuses (documented in docs/exit-codes.md). */
export const ExitCode = {
  ok: 0,
  checkFailed: 1,
  usage: 2,
  input: 3,
  task: 4,
  accounting: 5,
  timeout: 124,
  interrupted: 130,
  terminated: 143,
} as const;

/** Code to exit status. */
const EXIT_STATUS = {
  PQ_USAGE: ExitCode.usage,
  PQ_COLUMN_NOT_FOUND: ExitCode.usage,
  PQ_ROOT_NOT_FOUND: ExitCode.usage,
  PQ_COLUMNS_DIFFER: ExitCode.input,
  PQ_FILE_NOT_FOUND: ExitCode.input,
  PQ_FILE_UNREADABLE: ExitCode.input,
  PQ_FILE_CHANGED: ExitCode.input,
  PQ_FILE_CORRUPT: ExitCode.input,
  PQ_ENCODING: ExitCode.input,
  PQ_FORMAT_UNKNOWN: ExitCode.input,
  PQ_CSV_MALFORMED: ExitCode.input,
  PQ_JSON_MALFORMED: ExitCode.input,
  PQ_NOT_A_NUMBER: ExitCode.input,
  PQ_NOT_A_BOOLEAN: ExitCode.input,
  PQ_NOT_A_DATE: ExitCode.input,
  PQ_CAST: ExitCode.input,
  PQ_NOT_SORTED: ExitCode.checkFailed,
  PQ_NOT_UNIQUE: ExitCode.checkFailed,
  PQ_BLOWUP: ExitCode.checkFailed,
  PQ_FUNCTION: ExitCode.input,
  PQ_OUTPUT: ExitCode.input,
  PQ_OUT_OF_MEMORY: ExitCode.task,
  PQ_SCRATCH: ExitCode.task,
  PQ_WORKER_DIED: ExitCode.task,
  PQ_TASK_TIMEOUT: ExitCode.timeout,
  PQ_ACCOUNTING: ExitCode.accounting,
  PQ_INTERNAL: ExitCode.accounting,
} as const;

export type ErrorCode = keyof typeof EXIT_STATUS;

/** Where an error is: enough to open an editor at it. Lines and columns count from 1; columns in characters. */
export interface ErrorPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The line of input at fault, shortened around the column. */
  readonly text?: string;
}

/** A failure that a user can understand: what, where, and what to try. */
export class PqError extends Error {
  override readonly name = 'PqError';
  readonly code: ErrorCode;
  readonly place: ErrorPlace | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, more: { place?: ErrorPlace; hint?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.place = more.place;
    this.hint = more.hint;
  }

  get exitCode(): number {
    return EXIT_STATUS[this.code];
  }
}

/** Why the system refused, without the call and the path that Node adds. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}
