/** People as gzip files of CSV, each with a header. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ByteFile } from './byte-file.ts';
import { people } from './people.ts';
import { CSV_HEADER, writeCsvRow } from './people-formats.ts';

const FILE_COUNT = 16;

export const COMPRESSED = Array.from(
  { length: FILE_COUNT },
  (_, file) => `people-${String(file).padStart(2, '0')}.csv.gz`,
);

export function writeCompressed(directory: string, count: number): void {
  const perFile = Math.ceil(count / FILE_COUNT);
  const plainPath = join(directory, 'plain.tmp');
  let plain: ByteFile | undefined;
  let written = 0;
  for (const person of people(perFile * FILE_COUNT)) {
    if (plain === undefined) {
      plain = new ByteFile(plainPath);
      plain.text(CSV_HEADER);
    }
    writeCsvRow(plain, person);
    if (++written % perFile > 0) continue;
    plain.close();
    plain = undefined;
    writeFileSync(join(directory, COMPRESSED[written / perFile - 1] as string), gzipSync(readFileSync(plainPath)));
  }
  rmSync(plainPath, { force: true });
}
