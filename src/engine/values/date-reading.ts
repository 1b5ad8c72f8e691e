/** Reading a date or time that is written in a format: the format becomes a regular expression, made here. */
import { type FormatPart, MONTH_NAMES, WEEKDAY_NAMES } from './date-format.ts';
import { calendarDay, dayNumber, isLeapYear, type Moment, makeMoment, nanoseconds, offsetSeconds } from './dates.ts';

const names = (all: readonly string[], length?: number): string =>
  `(${all.map((name) => name.slice(0, length)).join('|')})`;

const DIGITS = '(\\d{1,2})';
const PATTERNS: Readonly<Record<string, string>> = {
  ...{ Y: '(\\d{4})', y: '(\\d\\d)', m: DIGITS, d: DIGITS, e: ' ?(\\d{1,2})', j: '(\\d{1,3})' },
  ...{ H: DIGITS, I: DIGITS, M: DIGITS, S: DIGITS, f: '(\\d{1,9})', p: '(AM|PM)' },
  ...{ b: names(MONTH_NAMES, 3), B: names(MONTH_NAMES), a: names(WEEKDAY_NAMES, 3), A: names(WEEKDAY_NAMES) },
  ...{ z: '(Z|[+-]\\d\\d(?::?\\d\\d)?)', Z: '(UTC|GMT|Z)' },
};

/** What was read, by its letter. */
type Fields = ReadonlyMap<string, string>;

/** A reader of one format. A letter may stand in it once: `twice` is told of another, and makes the error. */
export function readerOf(
  format: readonly FormatPart[],
  twice: (letter: string) => Error,
): (text: string) => Moment | undefined {
  const letters: string[] = [];
  const pattern = format.map((part) => {
    if ('text' in part) return part.text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    if (letters.includes(part.letter)) throw twice(part.letter);
    letters.push(part.letter);
    return PATTERNS[part.letter];
  });
  const expression = new RegExp(`^${pattern.join('')}$`, 'iu');
  return (text) => {
    const match = expression.exec(text);
    return match ? momentOf(new Map(letters.map((letter, index) => [letter, match[index + 1] as string]))) : undefined;
  };
}

function momentOf(fields: Fields): Moment | undefined {
  const number = (letter: string): number | undefined => {
    const text = fields.get(letter);
    return text === undefined ? undefined : Number(text);
  };
  const date = dateOf(fields, number);
  const hour = hourOf(fields, number);
  if (date === undefined || hour === undefined) return undefined;
  const nanosecond = nanoseconds(fields.get('f'));
  return makeMoment(date, { hour, minute: number('M') ?? 0, second: number('S') ?? 0, nanosecond }, offsetOf(fields));
}

type Numbers = (letter: string) => number | undefined;

/** What the format leaves out is that of 1900-01-01. */
function dateOf(fields: Fields, number: Numbers): ReturnType<typeof calendarDay> | undefined {
  const short = number('y');
  const year = number('Y') ?? (short === undefined ? 1900 : short + (short < 69 ? 2000 : 1900));
  const place = number('j');
  if (place !== undefined) return placeInYear(year, place);
  const month = number('m') ?? monthOf(fields.get('b') ?? fields.get('B')) ?? 1;
  return { year, month, day: number('d') ?? number('e') ?? 1 };
}

function placeInYear(year: number, place: number): ReturnType<typeof calendarDay> | undefined {
  const isReal = year > 0 && place >= 1 && place <= (isLeapYear(year) ? 366 : 365);
  return isReal ? calendarDay(dayNumber({ year, month: 1, day: 1 }) + place - 1) : undefined;
}

function monthOf(name: string | undefined): number | undefined {
  const start = name?.slice(0, 3).toLowerCase();
  return start === undefined ? undefined : MONTH_NAMES.findIndex((month) => month.toLowerCase().startsWith(start)) + 1;
}

function hourOf(fields: Fields, number: Numbers): number | undefined {
  const hour = number('H');
  if (hour !== undefined) return hour;
  const ofTwelve = number('I');
  if (ofTwelve === undefined) return 0;
  if (ofTwelve < 1 || ofTwelve > 12) return undefined;
  return (ofTwelve % 12) + (fields.get('p')?.toUpperCase() === 'PM' ? 12 : 0);
}

/** undefined for none: then the text says nothing of zones. */
function offsetOf(fields: Fields): number | undefined {
  const zone = fields.get('z') ?? fields.get('Z');
  if (zone === undefined) return undefined;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  return match ? offsetSeconds(match[1] === '-' ? -1 : 1, Number(match[2]), Number(match[3] ?? 0)) : 0;
}
