/**
 * Tables to be joined: people's occupations by age and some of their telephones (10,000 rows each), two files with names that
 * come again, and keys of which one is that of 30 % of the rows.
 */
import { join } from 'node:path';
import { ByteFile } from './byte-file.ts';
import { type Person, people } from './people.ts';
import { Random } from './random.ts';
import { FIRST_NAMES, LAST_NAMES, OCCUPATIONS } from './vocabulary.ts';

const LOOKUP_ROWS = 10_000;
const GRADES = ['low', 'middle', 'high', 'highest'];

const NAME_SEED = 1999;
const WITHOUT_NAME = 0.05;
/** Of numbers behind a name: each side has so many, and half of them are those of the other. */
const NUMBERS = 400;

const KEY_SEED = 30;
/** Of the table that each row finds its one match in. */
const KEY_COUNT = 1_000_000;
const HEAVY_SHARE = 0.3;

/** `occupation,age,grade`: all people find one row. */
export function writeLookup(directory: string): void {
  const file = new ByteFile(join(directory, 'grades.csv'));
  file.text('occupation,age,grade\n');
  for (let row = 0; row < LOOKUP_ROWS; row++) {
    file.startRecord();
    const age = Math.floor(row / OCCUPATIONS.length);
    file.text(`${OCCUPATIONS[row % OCCUPATIONS.length]},${age},${GRADES[(row * 7 + age) % GRADES.length]}\n`);
  }
  file.close();
}

/** `telephone,plan`: of people who are spread over the list. */
export function writeTelephones(directory: string, count: number): void {
  const file = new ByteFile(join(directory, 'telephones.csv'));
  const every = Math.max(1, Math.floor(count / LOOKUP_ROWS));
  file.text('telephone,plan\n');
  for (const person of people(count)) {
    if (person.id % every !== 0) continue;
    file.startRecord();
    file.text(`${telephoneOf(person)},plan ${person.id % 9}\n`);
  }
  file.close();
}

function telephoneOf({ telephone: [area, exchange, line] }: Person): string {
  return `+1-${area}-${String(exchange).padStart(3, '0')}-${String(line).padStart(4, '0')}`;
}

/** `id|name|amount` without a header: some have no name, and each name comes about as often as its number of rows asks. */
export function writeNames(directory: string, count: number): void {
  for (const [side, name] of ['names-left.txt', 'names-right.txt'].entries()) {
    const random = new Random(NAME_SEED + side);
    const file = new ByteFile(join(directory, name));
    for (let id = 1; id <= count; id++) {
      file.startRecord();
      file.integer(id);
      file.text(`|${random.chance(WITHOUT_NAME) ? '' : nameOf(random, side)}|`);
      file.integer(random.below(1_000_000));
      file.text('.');
      file.digits(random.below(100), 2);
      file.text('\n');
    }
    file.close();
  }
}

function nameOf(random: Random, side: number): string {
  const number = random.below(NUMBERS) + (side * NUMBERS) / 2;
  return `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)} the ${number}.`;
}

/** `key,value` twice, with keys that are all as likely and with one that is not; and `key,name` with each key once. */
export function writeKeys(directory: string, count: number): void {
  const random = new Random(KEY_SEED);
  const keys = Math.ceil((KEY_COUNT * count) / 5_000_000);
  const [uniform, skewed, table] = ['keys-uniform.csv', 'keys-skewed.csv', 'keys.csv'].map(
    (name) => new ByteFile(join(directory, name)),
  ) as [ByteFile, ByteFile, ByteFile];
  for (const file of [uniform, skewed]) file.text('key,value\n');
  for (let row = 0; row < count; row++) {
    const [key, value] = [random.below(keys), random.below(1_000_000_000)];
    writeKey(uniform, key, value);
    writeKey(skewed, random.chance(HEAVY_SHARE) ? 0 : key, value);
  }
  table.text('key,name\n');
  for (let key = 0; key < keys; key++) writeKey(table, key, (key * 7919) % 1_000_000_007);
  for (const file of [uniform, skewed, table]) file.close();
}

function writeKey(file: ByteFile, key: number, value: number): void {
  file.startRecord();
  file.text('key');
  file.digits(key, 9);
  file.text(',value ');
  file.integer(value);
  file.text('\n');
}
