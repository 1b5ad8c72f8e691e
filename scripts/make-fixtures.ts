/**
 * Writes fixtures/people/*.json (the records that dask's make_people has: one JSON object a line) and
 * fixtures/people.csv. Deterministic: the same bytes on every run. Nobody in them exists.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILES = 4;
const RECORDS_PER_FILE = 250;
const CSV_ROWS = 100;
const ORDERS = 40;

const FIRST_NAMES =
  'Ada Bela Cyra Dario Elin Farid Greta Hiro Ilka Jonas Kaya Lotte Milo Noor Otto Pia Quin Rasa'.split(' ');
const LAST_NAMES = 'Abendrot Birkfeld Castellin Dornwald Eskova Fjellgren Grünthal Halvard Ivarsson Jastreb'.split(' ');
const OCCUPATIONS = [
  'Archivist',
  'Baker',
  'Bridge Painter',
  'Cartographer',
  'Drill Operator',
  'Glazier',
  'Tax Adviser',
];
const ITEMS = ['anvil', 'bell', 'compass', 'drum', 'easel'];
const STREETS = ['Acorn Lane', 'Bellows Street', 'Cinder Row', 'Ferry Road', 'Mill Path', 'Quarry Hill'];
const CITIES = ['Aldermoor', 'Brightwater', 'Corvale', 'Dunmere', 'Eastling', 'São Bento', 'Port Ellery'];

type Random = (below: number) => number;

/** Mulberry32: small, good enough, and the same everywhere. */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function pick(random: Random, words: readonly string[]): string {
  return words[random(words.length)] as string;
}

function digits(random: Random, count: number): string {
  return String(random(10 ** count)).padStart(count, '0');
}

function makePerson(random: Random) {
  return {
    age: 18 + random(70),
    name: [pick(random, FIRST_NAMES), pick(random, LAST_NAMES)],
    occupation: pick(random, OCCUPATIONS),
    telephone: `555-01${digits(random, 2)}`,
    address: { address: `${1 + random(1400)} ${pick(random, STREETS)}`, city: pick(random, CITIES) },
    'credit-card': {
      number: `0000 ${digits(random, 4)} ${digits(random, 4)} ${digits(random, 4)}`,
      'expiration-date': `${String(1 + random(12)).padStart(2, '0')}/${26 + random(8)}`,
    },
  };
}

function csvRow(random: Random, id: number): string {
  const person = makePerson(random);
  const income = `${18_000 + random(90_000)}.${digits(random, 2)}`;
  return [id, person.name.join(' '), person.age, person.occupation, person.address.city, income].join(',');
}

const root = join(import.meta.dirname, '..', 'fixtures');
mkdirSync(join(root, 'people'), { recursive: true });
for (let file = 0; file < FILES; file++) {
  const random = randomFrom(file + 1);
  const lines = Array.from({ length: RECORDS_PER_FILE }, () => `${JSON.stringify(makePerson(random))}\n`);
  writeFileSync(join(root, 'people', `${file}.json`), lines.join(''));
}
const random = randomFrom(FILES + 1);
const rows = Array.from({ length: CSV_ROWS }, (_, index) => `${csvRow(random, index + 1)}\n`);
writeFileSync(join(root, 'people.csv'), `id,name,age,occupation,city,income\n${rows.join('')}`);
writeFileSync(join(root, 'orders.csv'), `order,id,item,price\n${orderRows(randomFrom(FILES + 2)).join('')}`);

/** Of people, most of them there, a few more than once; two of them of nobody. */
function orderRows(random: Random): readonly string[] {
  return Array.from({ length: ORDERS }, (_, at) => {
    const id = at % 20 === 7 ? '' : 1 + random(CSV_ROWS + 20);
    return `${at + 1},${id},${pick(random, ITEMS)},${1 + random(90)}.${digits(random, 2)}\n`;
  });
}
