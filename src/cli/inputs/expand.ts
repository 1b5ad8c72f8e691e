/**
 * From the operands of the command line and the lists of --files-from to the sources that are read, in order: files as
 * they are, patterns and directories in byte order of their paths, `-` and nothing at all as stdin.
 */
import type { Stats } from 'node:fs';
import { PqError } from '../../core/errors.ts';
import type { DataSet } from '../../protocol/data-set.ts';
import type { InputSource } from '../../protocol/stage.ts';
import { isDataSet, readDataSet } from './data-set.ts';
import { dataFilesIn, noDataFiles } from './directory.ts';
import { type ListedName, readFileList } from './file-list.ts';
import { isPattern, matchPattern } from './pattern.ts';
import { fileNotFound, sourceOf, statIfThere, stdinSource } from './source.ts';

/** What the command line says: operands, and then what lists hold. */
export interface NamedInputs {
  readonly operands: readonly string[];
  /** Files with names in them, `-` for stdin. */
  readonly lists: readonly string[];
}

/** Stdin is read, as input or for a list of it. */
export function readsStdin({ operands, lists }: NamedInputs): boolean {
  return (operands.length === 0 && lists.length === 0) || operands.includes('-') || lists.includes('-');
}

/** Data sets among the inputs are added to `dataSets`. Throws PQ_USAGE and the errors of missing and unreadable files. */
export function expandInputs(inputs: NamedInputs, stdinIsTerminal: boolean, dataSets: DataSet[] = []): InputSource[] {
  const { operands, lists } = inputs;
  if ([...operands, ...lists].filter((name) => name === '-').length > 1) {
    throw stdinTwice();
  }
  if (stdinIsTerminal && readsStdin(inputs)) {
    throw new PqError('PQ_USAGE', 'no input: stdin is a terminal', { hint: 'name files, or pipe something in' });
  }
  if (operands.length === 0 && lists.length === 0) return [stdinSource()];
  const listed = lists.flatMap(readFileList);
  return [
    ...operands.flatMap((name) => expandOperand(name, dataSets)),
    ...listed.flatMap((name) => expandListed(name, dataSets)),
  ];
}

export function stdinTwice(): PqError {
  return new PqError('PQ_USAGE', 'stdin can be read only once', { hint: 'leave out all - but one' });
}

function expandOperand(name: string, dataSets: DataSet[]): InputSource[] {
  if (name === '-') return [stdinSource()];
  return expandName(name, dataSets) ?? filesLike(name);
}

/** The error says where in the list the name is. */
function expandListed({ name, place }: ListedName, dataSets: DataSet[]): InputSource[] {
  try {
    const sources = expandName(name, dataSets);
    if (sources !== undefined) return sources;
    throw fileNotFound(name);
  } catch (error) {
    if (!(error instanceof PqError)) throw error;
    const { code, message, hint } = error;
    throw new PqError(code, message, { place, ...(hint === undefined ? {} : { hint }), cause: error });
  }
}

/** A file, or the files of a directory or a data set; undefined when nothing is called that. */
function expandName(name: string, dataSets: DataSet[]): InputSource[] | undefined {
  const stats = statIfThere(name);
  if (stats === undefined) return undefined;
  if (!stats.isDirectory()) return [sourceOf(name, stats)];
  if (isDataSet(name)) {
    const { dataSet, sources } = readDataSet(name, dataSets.length);
    dataSets.push(dataSet);
    return [...sources];
  }
  const sources = sourcesAt(dataFilesIn(name), (found) => found.isFile());
  if (sources.length > 0) return sources;
  throw noDataFiles(name);
}

/** A quoted pattern: the shell's limit on arguments does not apply to it. */
function filesLike(pattern: string): InputSource[] {
  if (!isPattern(pattern)) throw fileNotFound(pattern);
  const sources = sourcesAt(matchPattern(pattern), (found) => !found.isDirectory());
  if (sources.length > 0) return sources;
  throw new PqError('PQ_FILE_NOT_FOUND', `no file matches ${pattern}`, { hint: 'look at what is there with ls' });
}

/** In byte order. A link that leads nowhere is an error: what it stands for would be missing from the answer. */
function sourcesAt(paths: readonly string[], isWanted: (stats: Stats) => boolean): InputSource[] {
  return sortByBytes(paths).flatMap((path) => {
    const stats = statIfThere(path);
    if (stats === undefined) throw fileNotFound(path);
    return isWanted(stats) ? [sourceOf(path, stats)] : [];
  });
}

/** JavaScript's own order is that of the bytes unless there are characters beyond 0xffff. */
function sortByBytes(paths: readonly string[]): readonly string[] {
  const hasSurrogates = paths.some((path) => /[\ud800-\udfff]/.test(path));
  return hasSurrogates ? [...paths].sort(byBytes) : [...paths].sort();
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
