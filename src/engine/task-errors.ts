/** What went wrong in a task, as others are told. */
import { PqError } from '../core/errors.ts';
import type { DataError } from '../protocol/stage.ts';
import type { ReaderFailure } from './formats/reader.ts';
import { ReadError } from './io/read-error.ts';

/** Of rows; `file` is the number of the file that they are in. */
export function dataError({ code, message, hint, byte }: ReaderFailure, file: number): DataError {
  const place = Number.isNaN(byte) ? {} : { byte };
  return { code, message, file, ...place, ...(hint === undefined ? {} : { hint }) };
}

/** What is wrong with the other side of a join, and says where itself. */
export class OtherSideError extends PqError {}

/** None of those of the stage. */
const NO_FILE = -1;

/** What the machine or the data refused; anything else is a bug and is thrown on. */
export function resourceError(error: unknown, file: number): DataError {
  if (error instanceof ReadError) return inputError(error, file);
  if (error instanceof OtherSideError) return inputError(error, NO_FILE);
  if (error instanceof PqError && error.code === 'PQ_SCRATCH') throw error;
  if (error instanceof PqError) return inputError(error, file, error.place?.line);
  throw error;
}

/** What is wrong with bytes that cannot be read or with the head of a file that was looked at here, or that memory is at
 * its end. */
function inputError({ code, message, hint }: ReadError | PqError, file: number, line?: number): DataError {
  return { code, message, file, ...(hint === undefined ? {} : { hint }), ...(line === undefined ? {} : { line }) };
}
