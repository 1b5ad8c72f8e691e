/** Errors about what was typed: the message, the text, and a caret under the character at fault. */
import { PqError } from '../../core/errors.ts';

export function syntaxError(message: string, source: string, offset: number, hint?: string): PqError {
  const line = source.replace(/[\s\p{Cc}]/gu, ' ');
  const charactersBefore = [...line.slice(0, offset)].length;
  const shown = `${message}\n  ${line}\n  ${' '.repeat(charactersBefore)}^`;
  return new PqError('PQ_USAGE', shown, hint === undefined ? {} : { hint });
}
