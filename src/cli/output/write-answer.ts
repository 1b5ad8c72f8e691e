/** Writes the answer, complete and checked, to where it goes. */
import { PLAIN } from '../../core/text-style.ts';
import type { ResultTable } from '../../protocol/result.ts';
import { styleFor } from '../style.ts';
import type { ColorChoice, OutputFormat } from '../values.ts';
import { type AlignedFormat, alignedText } from './aligned-rows.ts';
import { outputError, replaceFile } from './atomic-file.ts';
import { writeAll } from './descriptor.ts';
import { frameOf, type RowsFormat } from './row-format.ts';

const STDOUT = 1;

/** The answer as its format wants it: all of it for people, rows that are text already for programs. */
export type Answer =
  | { readonly format: AlignedFormat; readonly table: ResultTable }
  | { readonly format: RowsFormat; readonly names: readonly string[]; readonly rows: Iterable<Uint8Array> };

export function isAligned(format: OutputFormat): format is AlignedFormat {
  return format === 'table' || format === 'md';
}

interface Destination {
  /** The file of -o; undefined, and `-`, is stdout. */
  readonly output: string | undefined;
  readonly color: ColorChoice;
}

/** Throws PQ_OUTPUT and ReaderGoneError. */
export async function writeAnswer(answer: Answer, { output, color }: Destination): Promise<void> {
  // Only a table is coloured, and never in a file.
  const isForPeople = answer.format === 'table' && output === undefined;
  const style = isForPeople ? await styleFor(STDOUT, color, process.env) : PLAIN;
  await writeFile(output ?? '-', async (descriptor) => {
    if (!('table' in answer)) return writeRows(answer, descriptor);
    for await (const text of alignedText(answer.table, answer.format, style)) writeAll(descriptor, text);
  });
}

function writeRows({ names, rows, format }: Extract<Answer, { rows: unknown }>, descriptor: number): void {
  const { start, separatorBytes, end, endOfNone } = frameOf(format, names);
  writeAll(descriptor, start);
  let isFirst = true;
  for (const text of rows) {
    writeAll(descriptor, isFirst ? text.subarray(separatorBytes) : text);
    isFirst = false;
  }
  writeAll(descriptor, isFirst ? endOfNone : end);
}

/** A text of pq about the run, such as that of --stats-json. */
export async function writeText(text: string, path: string): Promise<void> {
  await writeFile(path, async (descriptor) => writeAll(descriptor, text));
}

async function writeFile(path: string, writeTo: (descriptor: number) => Promise<void>): Promise<void> {
  if (path !== '-') return replaceFile(path, writeTo);
  try {
    await writeTo(STDOUT);
  } catch (error) {
    throw outputError('stdout', error);
  }
}
