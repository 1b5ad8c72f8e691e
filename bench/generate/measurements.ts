/**
 * The measurements of the 1BRC task: `station;temperature`, no header, 413 stations, one decimal, from -99.9 to 99.9.
 * Normally distributed about the station's mean with a standard deviation of 10.
 */
import { ByteFile, encode } from './byte-file.ts';
import { Random } from './random.ts';

const SEED = 413;
const STATION_COUNT = 413;
const SEMICOLON = 0x3b;
const NEWLINE = 0x0a;
const MINUS = 0x2d;
const POINT = 0x2e;
const SYLLABLES = 'ab,ka,ri,mos,to,len,San ,burg,ville,zü,é,ñor,İz,mir,St. ,port,gra,du,shi,wa,Ål,ø,ch,en,tal,ho'.split(
  ',',
);
/** Uniform numbers that are added up: the sum of twelve has a variance of one. */
const SUMMANDS = 12;

interface Station {
  readonly name: Uint8Array;
  /** In tenths of a degree. */
  readonly mean: number;
}

export function writeMeasurements(path: string, rowCount: number): void {
  const random = new Random(SEED);
  const stations = makeStations(random);
  const file = new ByteFile(path);
  for (let row = 0; row < rowCount; row++) {
    const { name, mean } = random.pick(stations);
    file.startRecord();
    file.bytes(name);
    file.byte(SEMICOLON);
    writeTenths(file, Math.max(-999, Math.min(999, Math.round(mean + 100 * normal(random)))));
  }
  file.close();
}

function makeStations(random: Random): readonly Station[] {
  const names = new Set<string>();
  while (names.size < STATION_COUNT) {
    const syllables = Array.from({ length: random.between(2, 6) }, () => random.pick(SYLLABLES));
    names.add(syllables.join('').trim());
  }
  return Array.from(names, (name) => ({ name: encode(name), mean: random.between(-150, 320) }));
}

function normal(random: Random): number {
  let sum = -SUMMANDS / 2;
  for (let count = 0; count < SUMMANDS; count++) sum += random.next() / 0x1_0000_0000;
  return sum;
}

function writeTenths(file: ByteFile, tenths: number): void {
  if (tenths < 0) file.byte(MINUS);
  const magnitude = Math.abs(tenths);
  file.integer((magnitude / 10) | 0);
  file.byte(POINT);
  file.integer(magnitude % 10);
  file.byte(NEWLINE);
}
