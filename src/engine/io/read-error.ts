/** A failure to read, with its meaning for the user. */
import type { DataError } from '../../protocol/stage.ts';

export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly code: DataError['code'];
  readonly hint: string | undefined;

  constructor(code: DataError['code'], message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
