/** Columns that are known of a file before it is read. */
import type { InputFile } from '../protocol/stage.ts';
import { headerOf } from './headers.ts';

/** Those of its header, and those that it has all in all the same. None of JSON, whose records tell. */
export function columnsOf(file: InputFile): readonly string[] {
  const header = headerOf(file.format);
  return header === undefined ? [] : [...header, ...constantNames(file)];
}

/** Of a file of a data set: columns that are not in it. */
export function constantNames({ part }: InputFile): readonly string[] {
  return part?.constants.map(({ name }) => name) ?? [];
}
