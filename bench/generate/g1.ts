/** The group-by table of the db-benchmark: G1_{rows}_{distinct}_0_0, unsorted, without missing values. */
import { ByteFile } from './byte-file.ts';
import { Random } from './random.ts';

const SEED = 108;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const HEADER = 'id1,id2,id3,id4,id5,id6,v1,v2,v3\n';

export function writeG1(path: string, rowCount: number, distinct: number): void {
  const random = new Random(SEED);
  const file = new ByteFile(path);
  file.text(HEADER);
  for (let row = 0; row < rowCount; row++) writeRow(file, random, distinct, rowCount / distinct);
  file.close();
}

function writeRow(file: ByteFile, random: Random, few: number, many: number): void {
  file.startRecord();
  writeTextId(file, random.between(1, few), 3);
  writeTextId(file, random.between(1, few), 3);
  writeTextId(file, random.between(1, many), 10);
  for (const limit of [few, few, many, 5, 15]) {
    file.integer(random.between(1, limit));
    file.byte(COMMA);
  }
  writeMillionths(file, random.below(100_000_001));
  file.byte(NEWLINE);
}

function writeTextId(file: ByteFile, id: number, width: number): void {
  file.text('id');
  file.digits(id, width);
  file.byte(COMMA);
}

/** Six decimals at most, without trailing zeros. */
function writeMillionths(file: ByteFile, millionths: number): void {
  file.integer((millionths / 1_000_000) | 0);
  let fraction = millionths % 1_000_000;
  if (fraction === 0) return;
  let width = 6;
  for (; fraction % 10 === 0; fraction /= 10) width--;
  file.text('.');
  file.digits(fraction, width);
}
