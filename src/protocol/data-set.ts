/** Data sets that were cut into partitions, a file or more each: types only. */

/** How rows were cut; columns are steps of paths. */
export type DataSetScheme =
  /** In their order. */
  | { readonly kind: 'none' }
  | { readonly kind: 'round-robin'; readonly count: number }
  | {
      readonly kind: 'hash';
      readonly columns: readonly Steps[];
      readonly count: number;
      /** All values of the columns are read as the texts that they were when they were hashed. */
      readonly isExact: boolean;
    }
  /** A row comes behind all bounds that are not greater than its values; one less than partitions. */
  | { readonly kind: 'range'; readonly columns: readonly Steps[]; readonly bounds: readonly Values[] }
  | { readonly kind: 'value'; readonly columns: readonly Steps[] };

export type Steps = readonly (string | number)[];
/** As texts, a character a byte. */
export type Values = readonly (string | null)[];

/** A file of a data set that is read. */
export interface DataSetPart {
  /** Which of the data sets of a scan. */
  readonly set: number;
  /** Which partition it is of. */
  readonly partition: number;
  /** How many records it has. */
  readonly rows: number;
  /** Of its bytes when it was written. */
  readonly crc32: number;
  /** It was written to after the manifest. */
  readonly isYounger: boolean;
  /** Columns that are not in the file, with the same value in all of its records. */
  readonly constants: readonly Constant[];
}

export interface Constant {
  readonly name: string;
  /** A character a byte; null where there is none. */
  readonly text: string | null;
  readonly kind: ConstantKind;
}

/** `cell`: of CSV, which knows no kinds. */
export type ConstantKind = 'cell' | 'string' | 'number' | 'boolean' | 'json';

/** A directory with a manifest. */
export interface DataSet {
  /** What it is called on the command line. */
  readonly name: string;
  readonly scheme: DataSetScheme;
  readonly format: DataSetFormat;
  /** How many files it has, read or not. */
  readonly fileCount: number;
}

export type DataSetFormat = 'csv' | 'tsv' | 'ndjson' | 'json';
