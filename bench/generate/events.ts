/**
 * Events: NDJSON whose records differ in keys, key order, nesting, array lengths and white space, with Unicode and
 * escapes. `type` is in every record; `value` is a number in most, null in some, missing in some, and also a key of
 * nested objects, where it is not meant.
 */
import { ByteFile } from './byte-file.ts';
import { Random } from './random.ts';

const SEED = 7;
/** Share of the records in which two keys have changed places. */
const REORDERED = 0.25;

/** The JSON source of a value. */
type Source = (random: Random) => string;
type Field = readonly [key: string, source: Source, share: number];

const text: Source = (random) => `"${random.pick(TEXTS)}${random.below(1000)}"`;
const id: Source = (random) => String(random.next());
const hex: Source = (random) => `"${random.next().toString(16).padStart(8, '0')}"`;
const flag: Source = (random) => (random.chance(0.5) ? 'true' : 'false');
const url: Source = (random) => `"https:\\/\\/example.com/${random.pick(SECTIONS)}/${random.below(50_000)}?q=\\u0026"`;
const oneOf =
  (...values: readonly string[]): Source =>
  (random) =>
    `"${random.pick(values)}"`;
const arrayOf =
  (item: Source, most: number): Source =>
  (random) =>
    `[${Array.from({ length: random.below(most + 1) }, () => item(random)).join(',')}]`;
const object =
  (...fields: readonly Field[]): Source =>
  (random) =>
    `{${fragments(random, fields).join(',')}}`;

const TEXTS = [
  'plain words, nothing special ',
  'a \\"quoted\\" word and a back\\\\slash ',
  'two\\nlines\\tand a tab ',
  'caf\\u00e9 na\\u00efve ',
  'café naïve Straße ',
  'Ελληνικά και кириллица ',
  '日本語のテキスト ',
  'rocket 🚀 and family 👩‍👩‍👧 ',
  'surrogates \\ud83d\\ude80 ',
  'curly } brace and ] bracket, ',
];
const SECTIONS = ['news', 'shop', 'sport', 'müsik', 'help', 'about-us'];

const value: Field = ['value', numberSource, 0.98];
const user: Field = ['user', object(['id', id, 1], ['name', text, 0.7], ['tags', arrayOf(hex, 4), 0.3]), 1];
const time: Field = ['time', timeSource, 1];

const EVENTS: Readonly<Record<string, readonly Field[]>> = {
  view: [time, user, ['url', url, 1], ['referrer', url, 0.4], value, ['session', hex, 0.9]],
  click: [time, ['element', hex, 1], ['position', arrayOf(id, 2), 1], user, value, ['url', url, 0.8]],
  purchase: [
    ['order', object(['number', id, 1], ['lines', arrayOf(object(['sku', hex, 1], ['value', id, 0.5]), 4), 1]), 1],
    value,
    ['currency', oneOf('EUR', 'USD', 'JPY', '¥', '€'), 0.9],
    user,
    time,
  ],
  login: [user, ['method', oneOf('password', 'token', 'key'), 1], ['success', flag, 0.95], time, value],
  error: [
    ['level', oneOf('warning', 'error', 'fatal'), 1],
    ['message', text, 1],
    ['stack', arrayOf(text, 5), 0.5],
    value,
  ],
  search: [['query', text, 1], ['filters', object(['from', id, 0.5], ['to', id, 0.5]), 0.6], time, value, user],
  message: [['from', user[1], 1], ['to', arrayOf(user[1], 3), 1], ['body', text, 1], value, time],
  measure: [['metric', object(['name', hex, 1], ['value', numberSource, 1]), 1], value, ['unit', text, 0.2], time],
};
const TYPES = Object.keys(EVENTS);

export function writeEvents(path: string, recordCount: number): void {
  const random = new Random(SEED);
  const file = new ByteFile(path);
  for (let record = 0; record < recordCount; record++) {
    file.startRecord();
    file.text(eventSource(random));
  }
  file.close();
}

function eventSource(random: Random): string {
  const type = random.pick(TYPES);
  const parts = [`"type":"${type}"`, ...fragments(random, EVENTS[type] as readonly Field[])];
  if (random.chance(REORDERED)) swap(parts, random.below(parts.length), random.below(parts.length));
  // One kind of event comes from a program that writes spaces between its tokens.
  if (type !== 'login') return `{${parts.join(',')}}\n`;
  return `{ ${parts.join(', ').replace('":', '": ')} }\n`;
}

function fragments(random: Random, fields: readonly Field[]): string[] {
  const parts: string[] = [];
  for (const [key, source, share] of fields) if (random.chance(share)) parts.push(`"${key}":${source(random)}`);
  return parts;
}

function swap(parts: string[], left: number, right: number): void {
  const kept = parts[left] as string;
  parts[left] = parts[right] as string;
  parts[right] = kept;
}

/** Mostly two decimals; integers, negative numbers, six decimals; now and then an exponent or null. */
function numberSource(random: Random): string {
  const kind = random.below(1000);
  if (kind < 600) return (random.below(100_000) / 100).toFixed(2);
  if (kind < 800) return String(random.below(10_000));
  if (kind < 900) return (-random.between(1, 100_000) / 100).toFixed(2);
  if (kind < 980) return (random.below(1_000_000_000) / 1_000_000).toFixed(6);
  if (kind < 982) return `${random.between(1, 9)}.${random.below(10)}e${random.below(4)}`;
  return 'null';
}

function timeSource(random: Random): string {
  return `"${new Date(1_700_000_000_000 + random.next() * 10).toISOString()}"`;
}
