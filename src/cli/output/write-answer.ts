/** Opens the place that an answer goes to, and what writes it there. */
import { PLAIN } from '../../core/text-style.ts';
import { styleFor } from '../style.ts';
import type { ColorChoice, OutputFormat } from '../values.ts';
import { type AnswerWriter, type Destination, RowsWriter, type TableMaker, TableWriter } from './answer-writer.ts';
import { outputError, replaceFile } from './atomic-file.ts';
import { writeAll } from './descriptor.ts';
import { type Output, PlainOutput } from './output.ts';
import { frameOf, isAligned } from './row-format.ts';

const STDOUT = 1;

interface AnswerShape {
  readonly format: OutputFormat;
  /** Of its columns; undefined where its rows are whole records of JSON. */
  readonly names: readonly string[] | undefined;
  /** CSV begins with a line of names. */
  readonly hasHeader: boolean;
  /** For formats that are aligned. */
  makeTable(names: readonly string[]): TableMaker;
}

interface Where {
  /** The file of -o; undefined is stdout. */
  readonly output: string | undefined;
  readonly color: ColorChoice;
}

/** A writer for an answer of this shape. */
export async function answerWriter(
  { format, names, hasHeader, makeTable }: AnswerShape,
  destination: Destination,
  { output, color }: Where,
): Promise<AnswerWriter> {
  const to = await outputTo(destination, output);
  if (!isAligned(format)) return new RowsWriter(to, frameOf(format, names, hasHeader));
  // Only a table is coloured, and never in a file.
  const isForPeople = format === 'table' && output === undefined;
  const style = isForPeople ? await styleFor(STDOUT, color, process.env) : PLAIN;
  return new TableWriter(to, format, makeTable(names ?? []), style);
}

/** Compressed, where the name of the file says so. */
async function outputTo(destination: Destination, output: string | undefined): Promise<Output> {
  if (!output?.toLowerCase().endsWith('.gz')) return new PlainOutput(destination);
  const { GzipOutput } = await import('./gzip-output.ts');
  return new GzipOutput(destination);
}

/** A text of pq about the run, such as that of --stats-json. */
export async function writeText(text: string, path: string): Promise<void> {
  await writeFile(path, async ({ descriptor }) => writeAll(descriptor, text));
}

/** Throws PQ_OUTPUT and ReaderGoneError. */
export async function writeFile(path: string, writeTo: (destination: Destination) => Promise<void>): Promise<void> {
  if (path !== '-') return replaceFile(path, writeTo);
  try {
    await writeTo({ descriptor: STDOUT, path: undefined, name: 'stdout' });
  } catch (error) {
    throw outputError('stdout', error);
  }
}
