/** Writes the answer, complete and checked, to where it goes. */
import { PLAIN } from '../../core/text-style.ts';
import type { ResultTable } from '../../protocol/result.ts';
import { styleFor } from '../style.ts';
import type { ColorChoice, OutputFormat } from '../values.ts';
import { outputError, replaceFile } from './atomic-file.ts';
import { writeAll } from './descriptor.ts';
import { formatTable } from './formats.ts';

const STDOUT = 1;

interface Destination {
  /** The file of -o; undefined, and `-`, is stdout. */
  readonly output: string | undefined;
  readonly color: ColorChoice;
}

/** Throws PQ_OUTPUT and ReaderGoneError. */
export async function writeAnswer(
  table: ResultTable,
  format: OutputFormat,
  { output, color }: Destination,
): Promise<void> {
  // Only a table is coloured, and never in a file.
  const isForPeople = format === 'table' && output === undefined;
  const style = isForPeople ? await styleFor(STDOUT, color, process.env) : PLAIN;
  const writeTo = async (descriptor: number): Promise<void> => {
    for await (const text of formatTable(table, format, style)) writeAll(descriptor, text);
  };
  await writeFile(output ?? '-', writeTo);
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
