/** Writes the answer, complete and checked, to where it goes. */
import type { TextStyle } from '../../core/text-style.ts';
import type { ResultTable } from '../../protocol/result.ts';
import type { OutputFormat } from '../values.ts';
import { outputError, replaceFile } from './atomic-file.ts';
import { writeAll } from './descriptor.ts';
import { formatTable } from './formats.ts';

const STDOUT = 1;

interface Destination {
  readonly format: OutputFormat;
  /** The file of -o; undefined, and `-`, is stdout. */
  readonly output: string | undefined;
  readonly style: TextStyle;
}

/** Throws PQ_OUTPUT and ReaderGoneError. */
export async function writeAnswer(table: ResultTable, { format, output, style }: Destination): Promise<void> {
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
