/** Names of the files of a data set: those of what was cut by value in directories, as Hive has them. */
import type { DataSetFormat, Steps } from '../../protocol/data-set.ts';

/** For what is null. */
const NULL_NAME = '__HIVE_DEFAULT_PARTITION__';
/** What file systems take. */
const MOST_NAME_BYTES = 255;
// Bytes that stand for themselves: ASCII without control characters and what shells, paths and Hive give a meaning to.
const PLAIN = /[ !$&()+,\-.0-9;<>@A-Z_`a-z|~]/;

export function partName(number: number, format: DataSetFormat): string {
  return `part-${String(number).padStart(5, '0')}.${format}`;
}

/** `city=Paris/street=Rue%20X`: the steps of each column by dots. Undefined where a name is too long. */
export function valueDirectory(columns: readonly Steps[], values: readonly (string | null)[]): string | undefined {
  const names = columns.map((steps, at) => {
    const text = values[at];
    const value = text === null || text === undefined ? NULL_NAME : escaped(text);
    return `${escaped(Buffer.from(steps.join('.')).toString('latin1'))}=${value}`;
  });
  return names.every((name) => name.length <= MOST_NAME_BYTES) ? names.join('/') : undefined;
}

/** A character a byte. */
function escaped(text: string): string {
  return [...text].map((byte) => (PLAIN.test(byte) ? byte : percent(byte.charCodeAt(0)))).join('');
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
