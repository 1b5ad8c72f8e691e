/**
 * The files that the benchmark reads, in bench/data or $PQ_BENCH_DATA. A data set is written again only when its stamp
 * (name, version, size) is not the one on disk: raise a version whenever its generator changes.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ByteFile } from './byte-file.ts';
import { writeCompressed } from './compressed.ts';
import { writeEvents } from './events.ts';
import { writeG1 } from './g1.ts';
import { writeKeys, writeLookup, writeNames, writeTelephones } from './join-tables.ts';
import { writeMeasurements } from './measurements.ts';
import { type Person, people } from './people.ts';
import { CSV_HEADER, writeCsvRow, writeJsonRecord } from './people-formats.ts';

const COMMA = 0x2c;
const NEWLINE = 0x0a;
const PART_COUNT = 16;
const CSV_BYTES_PER_PERSON = 113;
const JSON_BYTES_PER_PERSON = 225;

/** Name to bytes: the files on which `-j` must never lose. */
export const SIZES: Readonly<Record<string, number>> = {
  '1kB': 1e3,
  '10kB': 1e4,
  '100kB': 1e5,
  '1MB': 1e6,
  '10MB': 1e7,
  '100MB': 1e8,
};

export const PARTS = Array.from({ length: PART_COUNT }, (_, part) => `people-${String(part).padStart(2, '0')}.json`);

/** Directory to the size of each of its files. */
const SMALL_FILES: Readonly<Record<string, number>> = { 'small-10kB': 1e4, 'small-1kB': 1e3 };
/** Of all small files of one size together. */
const SMALL_FILES_BYTES = 1e7;

interface DataSet {
  readonly name: string;
  readonly version: number;
  readonly recordCount: number;
  write(directory: string, recordCount: number): void;
}

const DATA_SETS: readonly DataSet[] = [
  { name: 'people', version: 1, recordCount: 5_000_000, write: writePeople },
  {
    name: 'people-4x',
    version: 1,
    recordCount: 20_000_000,
    write: (to, count) => writeNdjson(join(to, 'people-4x.ndjson'), count),
  },
  {
    name: 'events',
    version: 1,
    recordCount: 5_000_000,
    write: (to, count) => writeEvents(join(to, 'events.ndjson'), count),
  },
  { name: 'g1', version: 1, recordCount: 10_000_000, write: (to, count) => writeG1(join(to, 'g1.csv'), count, 100) },
  {
    name: 'measurements',
    version: 1,
    recordCount: 50_000_000,
    write: (to, count) => writeMeasurements(join(to, 'measurements.txt'), count),
  },
  { name: 'compressed', version: 1, recordCount: 2_800_000, write: writeCompressed },
  { name: 'sizes', version: 1, recordCount: 1, write: writeSizes },
  { name: 'grades', version: 1, recordCount: 1, write: writeLookup },
  { name: 'telephones', version: 1, recordCount: 5_000_000, write: writeTelephones },
  { name: 'names', version: 1, recordCount: 13_500_000, write: writeNames },
  { name: 'keys', version: 1, recordCount: 5_000_000, write: writeKeys },
  ...Object.entries(SMALL_FILES).map(([name, fileBytes]) => ({
    name,
    version: 1,
    recordCount: (SMALL_FILES_BYTES / fileBytes) * recordsIn(fileBytes),
    write: (to: string, count: number) => writeSmallFiles(join(to, name), recordsIn(fileBytes), count),
  })),
];

/** Makes what is missing, a `scale`-th of the full size; answers where it is. */
export function prepareData(scale: number, say: (line: string) => void): string {
  const base = process.env.PQ_BENCH_DATA ?? join(import.meta.dirname, '../data');
  const directory = join(base, scale === 1 ? 'full' : `1-${scale}`);
  mkdirSync(directory, { recursive: true });
  for (const dataSet of DATA_SETS) prepare(dataSet, Math.ceil(dataSet.recordCount / scale), directory, say);
  return directory;
}

function prepare(dataSet: DataSet, recordCount: number, directory: string, say: (line: string) => void): void {
  const stamp = `${dataSet.name} version ${dataSet.version}, ${recordCount} records\n`;
  const stampPath = join(directory, `${dataSet.name}.stamp`);
  if (readStamp(stampPath) === stamp) return;
  rmSync(stampPath, { force: true });
  const startMs = performance.now();
  dataSet.write(directory, recordCount);
  writeFileSync(stampPath, stamp);
  say(`generated ${dataSet.name} in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}

function readStamp(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The same people four times: CSV, NDJSON, one JSON array, and that array in 16 parts. */
function writePeople(directory: string, count: number): void {
  const csv = new ByteFile(join(directory, 'people.csv'));
  const ndjson = new ByteFile(join(directory, 'people.ndjson'));
  const array = new JsonArrayFile(join(directory, 'people.json'));
  const parts = PARTS.map((name) => new JsonArrayFile(join(directory, name)));
  csv.text(CSV_HEADER);
  for (const person of people(count)) {
    writeCsvRow(csv, person);
    writeLine(ndjson, person);
    array.add(person);
    parts[Math.floor(((person.id - 1) / count) * PART_COUNT)]?.add(person);
  }
  for (const file of [csv, ndjson, array, ...parts]) file.close();
}

function writeSizes(directory: string): void {
  for (const [size, byteCount] of Object.entries(SIZES)) {
    writeCsv(join(directory, `people-${size}.csv`), Math.round(byteCount / CSV_BYTES_PER_PERSON));
    writeNdjson(join(directory, `people-${size}.ndjson`), recordsIn(byteCount));
  }
}

function writeCsv(path: string, count: number): void {
  const file = new ByteFile(path);
  file.text(CSV_HEADER);
  for (const person of people(count)) writeCsvRow(file, person);
  file.close();
}

function writeNdjson(path: string, count: number): void {
  const file = new ByteFile(path);
  for (const person of people(count)) writeLine(file, person);
  file.close();
}

/** NDJSON files of so many records each. */
function writeSmallFiles(directory: string, recordsPerFile: number, count: number): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  let file: ByteFile | undefined;
  for (const person of people(count)) {
    const at = person.id - 1;
    if (at % recordsPerFile === 0) {
      file?.close();
      file = new ByteFile(join(directory, `${String(at / recordsPerFile).padStart(5, '0')}.ndjson`));
    }
    if (file !== undefined) writeLine(file, person);
  }
  file?.close();
}

function recordsIn(byteCount: number): number {
  return Math.round(byteCount / JSON_BYTES_PER_PERSON);
}

function writeLine(file: ByteFile, person: Person): void {
  file.startRecord();
  writeJsonRecord(file, person);
  file.byte(NEWLINE);
}

class JsonArrayFile {
  readonly #file: ByteFile;
  #isEmpty = true;

  constructor(path: string) {
    this.#file = new ByteFile(path);
    this.#file.text('[');
  }

  add(person: Person): void {
    this.#file.startRecord();
    if (!this.#isEmpty) {
      this.#file.byte(COMMA);
      this.#file.byte(NEWLINE);
    }
    this.#isEmpty = false;
    writeJsonRecord(this.#file, person);
  }

  close(): void {
    this.#file.text(']\n');
    this.#file.close();
  }
}
