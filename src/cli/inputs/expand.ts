/**
 * From the operands of the command line to the sources that are read, in order: files as they are, patterns and
 * directories in byte order of their names, `-` and nothing at all as stdin.
 */
import { readdirSync, type Stats } from 'node:fs';
import { extname, join } from 'node:path';
import { PqError, reason } from '../../core/errors.ts';
import { isPattern, matchPattern } from './pattern.ts';
import { type FoundInput, fileNotFound, sourceOf, statIfThere, stdinSource } from './source.ts';

/** What is taken from a directory. */
const EXTENSIONS = ['.csv', '.tsv', '.tab', '.json', '.jsonl', '.ndjson'];

/** Throws PQ_USAGE and the errors of missing and unreadable files. */
export function expandInputs(operands: readonly string[], stdinIsTerminal: boolean): FoundInput[] {
  const names = operands.length === 0 ? ['-'] : operands;
  if (names.filter((name) => name === '-').length > 1) {
    throw new PqError('PQ_USAGE', 'stdin can be read only once', { hint: 'leave out all - but one' });
  }
  return names.flatMap((name) => (name === '-' ? [openStdin(stdinIsTerminal)] : expandOne(name)));
}

function openStdin(isTerminal: boolean): FoundInput {
  if (!isTerminal) return stdinSource();
  throw new PqError('PQ_USAGE', 'no input: stdin is a terminal', { hint: 'name files, or pipe something in' });
}

function expandOne(name: string): FoundInput[] {
  const stats = statIfThere(name);
  if (stats?.isDirectory()) return filesIn(name);
  if (stats !== undefined) return [sourceOf(name, stats)];
  if (isPattern(name)) return filesLike(name);
  throw fileNotFound(name);
}

/** Not hidden, with an extension of data, directly in the directory. */
function filesIn(directory: string): FoundInput[] {
  const names = listDirectory(directory).filter(
    (name) => !name.startsWith('.') && EXTENSIONS.includes(extname(name).toLowerCase()),
  );
  const sources = existing(names.map((name) => join(directory, name)));
  if (sources.length > 0) return sources;
  throw new PqError('PQ_FILE_NOT_FOUND', `no data files in the directory ${directory}`, {
    hint: `files that end in ${EXTENSIONS.join(' ')} are taken; name others, or use a pattern`,
  });
}

function listDirectory(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw new PqError('PQ_FILE_UNREADABLE', `cannot list ${directory}: ${reason(error)}`, { cause: error });
  }
}

/** A quoted pattern: the shell's limit on arguments does not apply to it. */
function filesLike(pattern: string): FoundInput[] {
  const sources = existing(matchPattern(pattern));
  if (sources.length > 0) return sources;
  throw new PqError('PQ_FILE_NOT_FOUND', `no file matches ${pattern}`, { hint: 'look at what is there with ls' });
}

/** In byte order, without directories and dangling links. */
function existing(paths: readonly string[]): FoundInput[] {
  const isInput = (stats: Stats | undefined): stats is Stats => stats !== undefined && !stats.isDirectory();
  return [...paths].sort(byBytes).flatMap((path) => {
    const stats = statIfThere(path);
    return isInput(stats) ? [sourceOf(path, stats)] : [];
  });
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
