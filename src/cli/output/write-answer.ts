/** Writes the answer, complete and checked, to where it goes. */
import type { ResultTable } from '../../protocol/result.ts';
import type { OutputFormat } from '../values.ts';
import { outputError, replaceFile } from './atomic-file.ts';
import { writeAll } from './descriptor.ts';
import { formatTable } from './formats.ts';

const STDOUT = 1;

/** `output` is the file of -o; undefined, and `-`, is stdout. Throws PQ_OUTPUT and ReaderGoneError. */
export async function writeAnswer(table: ResultTable, format: OutputFormat, output: string | undefined): Promise<void> {
  const writeTo = async (descriptor: number): Promise<void> => {
    for await (const text of formatTable(table, format)) writeAll(descriptor, text);
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
