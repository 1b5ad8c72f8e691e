/** What a directory stands for: the data files in it and in the directories below. */
import { type Dirent, readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { PqError, reason } from '../../core/errors.ts';
import { MANIFEST_NAME, nameOfContent } from '../../core/file-names.ts';

/** What is taken from a directory, compressed or not. */
const EXTENSIONS = ['.csv', '.tsv', '.tab', '.json', '.jsonl', '.ndjson'];

/**
 * Paths below the directory, written as it is, in no order: what is called like data, is a file or a link, and is not
 * hidden. Links to directories are not followed: they may lead round in circles.
 */
export function dataFilesIn(directory: string): readonly string[] {
  const paths: string[] = [];
  const pending = [directory.endsWith('/') ? directory : `${directory}/`];
  for (let prefix = pending.pop(); prefix !== undefined; prefix = pending.pop()) {
    for (const entry of list(prefix)) {
      const { name } = entry;
      if (name === MANIFEST_NAME) throw dataSetInside(directory, prefix);
      if (name.startsWith('.')) continue;
      if (entry.isDirectory()) pending.push(`${prefix}${name}/`);
      else if (isCalledData(name) && (entry.isFile() || entry.isSymbolicLink())) paths.push(prefix + name);
    }
  }
  return paths;
}

export function noDataFiles(directory: string): PqError {
  return new PqError('PQ_FILE_NOT_FOUND', `no data files in the directory ${directory}`, {
    hint: `files that end in ${EXTENSIONS.join(' ')} are taken; name others, or use a pattern`,
  });
}

/** Its files alone may lack columns. */
function dataSetInside(directory: string, prefix: string): PqError {
  const name = prefix.slice(0, -1);
  return new PqError('PQ_USAGE', `the directory ${directory} has a data set in it: ${name}`, {
    hint: `name it by itself: ${name}`,
  });
}

function isCalledData(name: string): boolean {
  return EXTENSIONS.includes(extname(nameOfContent(name)).toLowerCase());
}

function list(prefix: string): Dirent[] {
  try {
    return readdirSync(prefix, { withFileTypes: true });
  } catch (error) {
    throw new PqError('PQ_FILE_UNREADABLE', `cannot list ${prefix}: ${reason(error)}`, { cause: error });
  }
}
