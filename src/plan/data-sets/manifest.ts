/**
 * The manifest of a data set, _pq.json: what the directory has, how it was cut, and what each file must be. Whoever
 * changes what it means changes its version.
 */
import type { Constant, DataSetFormat, DataSetScheme, Steps, Values } from '../../protocol/data-set.ts';
import { ManifestError, ManifestReader } from './manifest-reader.ts';

export interface Manifest {
  readonly scheme: DataSetScheme;
  readonly format: DataSetFormat;
  /** Of the records, those of the values last; undefined where these are JSON, and can have any. */
  readonly columns: readonly string[] | undefined;
  readonly files: readonly ManifestFile[];
}

export interface ManifestFile {
  /** In the directory. */
  readonly path: string;
  readonly partition: number;
  readonly rows: number;
  readonly bytes: number;
  readonly crc32: number;
  /** Of what was cut by value: those of the columns that are not in the file. */
  readonly values: readonly Pick<Constant, 'text' | 'kind'>[];
}

const VERSION = 1;
/** How core/key-hash.ts hashes. */
const HASH_NAME = 'pq-1';

/** Ends in a newline. */
export function manifestText({ scheme, format, columns, files }: Manifest): string {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const head = { version: VERSION, scheme: schemeJson(scheme), format, columns: columns ?? null, rows };
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  const lines = files.map((file) => JSON.stringify(fileJson(file)));
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  return `{\n${fields.join('')}  "files": ${list}\n}\n`;
}

function fileJson({ path, partition, rows, bytes, crc32, values }: ManifestFile) {
  const own = { path, partition, rows, bytes, crc32: crc32.toString(16).padStart(8, '0') };
  return values.length === 0
    ? own
    : { ...own, values: values.map(({ text, kind }) => ({ text: textJson(text), kind })) };
}

function schemeJson(scheme: DataSetScheme) {
  if (!('columns' in scheme)) return scheme;
  const { kind } = scheme;
  const columns = scheme.columns.map((steps) => (steps.length === 1 ? steps[0] : steps));
  if (scheme.kind === 'hash') return { kind, columns, count: scheme.count, hash: HASH_NAME };
  if (scheme.kind === 'value') return { kind, columns };
  return { kind, columns, bounds: scheme.bounds.map((values) => values.map(textJson)) };
}

/** What is no UTF-8 is told byte by byte. */
function textJson(text: string | null): string | null | { readonly base64: string } {
  if (text === null) return null;
  const bytes = Buffer.from(text, 'latin1');
  const decoded = bytes.toString('utf8');
  return Buffer.from(decoded).equals(bytes) ? decoded : { base64: bytes.toString('base64') };
}

// ---- reading ------------------------------------------------------------------------------------------------------

const FORMATS = ['csv', 'tsv', 'ndjson', 'json'] as const;
const KINDS = ['cell', 'string', 'number', 'boolean', 'json'] as const;

/** Throws ManifestError. */
export function parseManifest(text: string): Manifest {
  const reader = ManifestReader.of(text);
  const version = reader.field('version').number();
  if (version !== VERSION) throw new ManifestError(`it is of version ${version}, and this pq knows version ${VERSION}`);
  const columns = reader.field('columns');
  const manifest: Manifest = {
    scheme: parseScheme(reader.field('scheme')),
    format: reader.field('format').choice(FORMATS),
    columns: columns.isNull ? undefined : columns.list().map((name) => name.text()),
    files: reader.field('files').list().map(parseFile),
  };
  checkRows(manifest, reader.field('rows').number());
  checkFiles(manifest);
  return manifest;
}

function parseScheme(reader: ManifestReader): DataSetScheme {
  const kind = reader.field('kind').choice(['none', 'round-robin', 'hash', 'range', 'value'] as const);
  const columns = (): readonly Steps[] => reader.field('columns').list(1).map(parseSteps);
  switch (kind) {
    case 'none':
      return { kind };
    case 'round-robin':
      return { kind, count: reader.field('count').number() };
    case 'hash':
      reader.field('hash').choice([HASH_NAME]);
      return { kind, columns: columns(), count: reader.field('count').number() };
    case 'range': {
      const bounds = reader.field('bounds').list();
      const keys = columns();
      return {
        kind,
        columns: keys,
        bounds: bounds.map((bound): Values => bound.list(keys.length, keys.length).map(parseText)),
      };
    }
    case 'value':
      return { kind, columns: columns() };
  }
}

function parseSteps(reader: ManifestReader): Steps {
  return reader.isList ? reader.list(1).map((step) => step.step()) : [reader.text()];
}

function parseText(reader: ManifestReader): string | null {
  if (reader.isNull) return null;
  if (!reader.isObject) return Buffer.from(reader.text()).toString('latin1');
  return Buffer.from(reader.field('base64').text(), 'base64').toString('latin1');
}

function parseFile(reader: ManifestReader): ManifestFile {
  const values = reader.optional('values');
  return {
    path: reader.field('path').path(),
    partition: reader.field('partition').number(),
    rows: reader.field('rows').number(),
    bytes: reader.field('bytes').number(),
    crc32: reader.field('crc32').hex(),
    values: (values?.list() ?? []).map((value) => ({
      text: parseText(value.field('text')),
      kind: value.field('kind').choice(KINDS),
    })),
  };
}

function checkRows({ files }: Manifest, rows: number): void {
  const sum = files.reduce((total, file) => total + file.rows, 0);
  if (sum !== rows) throw new ManifestError(`its files have ${sum} rows, and it says ${rows}`);
}

function checkFiles({ scheme, files }: Manifest): void {
  const partitions = partitionCount(scheme);
  if (partitions !== undefined && (files.length !== partitions || files.some((file, at) => file.partition !== at))) {
    throw new ManifestError(`it is cut into ${partitions} partitions, and has other files`);
  }
  const valueCount = scheme.kind === 'value' ? scheme.columns.length : 0;
  const other = files.find(({ values }) => values.length !== valueCount);
  if (other !== undefined) throw new ManifestError(`${other.path} has not the values of ${valueCount} columns`);
  if (new Set(files.map(({ path }) => path)).size < files.length) throw new ManifestError('a file is there twice');
}

/** As many files there are; undefined where that follows from the data. */
function partitionCount(scheme: DataSetScheme): number | undefined {
  if (scheme.kind === 'range') return scheme.bounds.length + 1;
  return scheme.kind === 'hash' || scheme.kind === 'round-robin' ? scheme.count : undefined;
}
