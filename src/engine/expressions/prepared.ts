/** Arguments that have to be made ready: patterns, formats, types. Once if they are constants, else when they change. */
import { PqError } from '../../core/errors.ts';
import type { Operand, Present } from './call.ts';
import { EvaluationError } from './evaluation-error.ts';
import { asText } from './value.ts';

/** `prepare` throws a PqError for a text that makes no sense: for a constant when it is compiled. */
export function prepared<Ready>(operand: Operand, prepare: (text: string) => Ready): (value: Present) => Ready {
  if (operand.constant !== undefined && operand.constant !== null) {
    const ready = prepare(asText(operand.constant));
    return () => ready;
  }
  let last: { readonly text: string; readonly ready: Ready } | undefined;
  return (value) => {
    const text = asText(value);
    if (last?.text !== text) last = { text, ready: ofRecord(text, prepare) };
    return last.ready;
  };
}

/** The text came from a record: so does the error. */
function ofRecord<Ready>(text: string, prepare: (text: string) => Ready): Ready {
  try {
    return prepare(text);
  } catch (error) {
    if (error instanceof PqError) throw new EvaluationError(error.code, error.message, { hint: error.hint });
    throw error;
  }
}
