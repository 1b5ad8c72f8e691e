/** Which columns a file is known to have: CSV has a header, and rows that were made before have names. */
import type { FileFormat } from '../protocol/stage.ts';

/** Undefined for JSON, and for what nobody has looked at. */
export function headerOf(format: FileFormat | undefined): readonly string[] | undefined {
  return format !== undefined && 'columns' in format ? format.columns : undefined;
}
