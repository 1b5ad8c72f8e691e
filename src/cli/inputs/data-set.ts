/**
 * A directory with a manifest as an input: the files that it says, in its order. Each must be there, and as long as it was
 * when it was written; how many records it has is checked when it has been read, and its checksum before that where it is
 * younger than the manifest (check-sums.ts).
 */
import { existsSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { PqError, reason } from '../../core/errors.ts';
import { MANIFEST_NAME } from '../../core/file-names.ts';
import { formatCount } from '../../core/sizes.ts';
import { type Manifest, type ManifestFile, parseManifest } from '../../plan/data-sets/manifest.ts';
import { ManifestError } from '../../plan/data-sets/manifest-reader.ts';
import type { Constant, DataSet } from '../../protocol/data-set.ts';
import type { InputSource } from '../../protocol/stage.ts';
import { sourceOf, statIfThere } from './source.ts';

/** A data set, and its files. */
export interface ReadDataSet {
  readonly dataSet: DataSet;
  readonly sources: readonly InputSource[];
}

export function isDataSet(directory: string): boolean {
  return existsSync(join(directory, MANIFEST_NAME));
}

/** `set` is its number among those of the command line. Throws PQ_FILE_NOT_FOUND, PQ_FILE_CHANGED, PQ_FILE_CORRUPT. */
export function readDataSet(directory: string, set: number): ReadDataSet {
  const manifest = { ...readManifest(directory), mtimeMs: statIfThere(join(directory, MANIFEST_NAME))?.mtimeMs ?? 0 };
  const { scheme, format, files } = manifest;
  return {
    dataSet: { name: directory, scheme, format, fileCount: files.length },
    sources: files.map((file) => sourceIn(directory, manifest, file, set)),
  };
}

function readManifest(directory: string): Manifest {
  const path = join(directory, MANIFEST_NAME);
  try {
    return parseManifest(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof ManifestError)) {
      throw new PqError('PQ_FILE_UNREADABLE', `cannot read ${path}: ${reason(error)}`, { cause: error });
    }
    throw new PqError('PQ_FILE_CORRUPT', `${path} is not the manifest of a data set: ${error.message}`, {
      hint: `write the data set again, or name its files: '${join(directory, '*')}'`,
      cause: error,
    });
  }
}

type DatedManifest = Manifest & Pick<Stats, 'mtimeMs'>;

function sourceIn(directory: string, manifest: DatedManifest, file: ManifestFile, set: number): InputSource {
  const path = join(directory, file.path);
  const stats = statIfThere(path);
  const hint = { hint: 'write the data set again' };
  if (stats?.isFile() !== true) {
    throw new PqError('PQ_FILE_NOT_FOUND', `${path} is missing from the data set ${directory}`, hint);
  }
  if (stats.size !== file.bytes) {
    const sizes = `it has ${formatCount(stats.size)} bytes, and had ${formatCount(file.bytes)}`;
    throw new PqError(
      'PQ_FILE_CHANGED',
      `${path} is not what was written to the data set ${directory}: ${sizes}`,
      hint,
    );
  }
  const { partition, rows, crc32 } = file;
  const isYounger = stats.mtimeMs > manifest.mtimeMs;
  const part = { set, partition, rows, crc32, isYounger, constants: constantsOf(manifest, file) };
  return { ...sourceOf(path, stats), part };
}

function constantsOf({ scheme }: Manifest, { values }: ManifestFile): readonly Constant[] {
  if (scheme.kind !== 'value') return [];
  return values.map(({ text, kind }, at) => ({ name: String(scheme.columns[at]?.[0]), text, kind }));
}
