/** From rows that were cut to the files of a data set: which there are, what they are called, and their manifest. */
import { PqError } from '../../core/errors.ts';
import type { ConstantKind, DataSetFormat, DataSetScheme, Steps, Values } from '../../protocol/data-set.ts';
import type { FileParts, KindLetter, WrittenFile } from '../../protocol/stage.ts';
import type { PartitionBy } from '../partition-by.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import { partName, valueDirectory } from './part-files.ts';

/** A file before it has a name. */
interface CutFile extends Pick<FileParts, 'pieces'> {
  readonly rowCount: number;
}

/** What was cut, as files. */
interface CutFiles {
  byBucket(count: number): readonly CutFile[];
  inTurns(count: number): readonly CutFile[];
  bySize(fileBytes: number): readonly CutFile[];
  byValues(): readonly (CutFile & { readonly values: Values })[];
}

export interface NamedFile extends CutFile {
  readonly path: string;
  readonly values: ManifestFile['values'];
}

interface Written {
  readonly format: DataSetFormat;
  readonly infersNumbers: boolean;
}

const MOST_FILES = 10_000;

export function schemeOf(
  by: PartitionBy,
  columns: readonly Steps[],
  bounds: readonly { readonly values: Values }[],
): DataSetScheme {
  switch (by.kind) {
    case 'none':
      return { kind: 'none' };
    case 'round-robin':
      return { kind: 'round-robin', count: by.count };
    case 'hash':
      return { kind: 'hash', columns, count: by.count };
    case 'range':
      return { kind: 'range', columns, bounds: bounds.map(({ values }) => values) };
    case 'value':
      return { kind: 'value', columns };
  }
}

/** Throws PQ_USAGE for what cannot be a file. */
export function nameFiles(
  cut: CutFiles,
  by: PartitionBy,
  columns: readonly Steps[],
  written: Written,
): readonly NamedFile[] {
  if (by.kind === 'value') return nameValues(cut, columns, written);
  const files =
    by.kind === 'round-robin'
      ? cut.inTurns(by.count)
      : by.kind === 'none'
        ? cut.bySize(by.fileBytes)
        : cut.byBucket(by.count);
  return files.map((file, number) => ({ ...file, path: partName(number, written.format), values: [] }));
}

/** Values that differ in their kinds only are files of one directory. */
function nameValues(cut: CutFiles, columns: readonly Steps[], written: Written): readonly NamedFile[] {
  const files = cut.byValues();
  if (files.length > MOST_FILES) {
    throw new PqError('PQ_USAGE', `there are ${files.length} different values, and each would be a file`, {
      hint: 'cut by hash or range of the column',
    });
  }
  const counts = new Map<string, number>();
  return files.map((file) => {
    const texts = file.values.slice(0, columns.length);
    const directory = valueDirectory(columns, texts);
    if (directory === undefined) {
      throw new PqError('PQ_USAGE', 'a value is too long for the name of a directory', {
        hint: 'cut by hash or range of the column',
      });
    }
    const number = counts.get(directory) ?? 0;
    counts.set(directory, number + 1);
    const letters = file.values.slice(columns.length) as readonly KindLetter[];
    const values = texts.map((text, at) => ({ text, kind: kindOf(text ?? '', letters[at], written) }));
    return { ...file, path: `${directory}/${partName(number, written.format)}`, values };
  });
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What JSON would write; of CSV no kinds are known. */
function kindOf(text: string, letter: KindLetter | undefined, { infersNumbers }: Written): ConstantKind {
  switch (letter) {
    case 'n':
      return 'number';
    case 'b':
      return 'boolean';
    case 'j':
      return 'json';
    case 's':
      return 'string';
    case 't':
      return infersNumbers && JSON_NUMBER.test(text) ? 'number' : 'string';
    default:
      return 'cell';
  }
}

export function manifestOf(
  scheme: DataSetScheme,
  format: DataSetFormat,
  names: readonly string[] | undefined,
  files: readonly NamedFile[],
  written: readonly WrittenFile[],
): Manifest {
  const valueNames = scheme.kind === 'value' ? scheme.columns.map(String) : [];
  const columns = names && [...names, ...valueNames];
  return {
    scheme,
    format,
    columns,
    files: files.map(({ path, rowCount, values }, partition): ManifestFile => {
      const { byteLength, crc32 } = written[partition] as WrittenFile;
      return { path, partition, rows: rowCount, bytes: byteLength, crc32, values };
    }),
  };
}
