/** Formats of dates and times, as strftime and strptime have them. English names; no locale, no time zone but UTC. */
import { isoWeekday } from './date-parts.ts';
import { calendarDay, dayOfYear, fractionText, type Moment, padded } from './dates.ts';

export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const WEEKDAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** A format taken apart: letters that follow a %, and texts between them. */
export type FormatPart = { readonly letter: string } | { readonly text: string };

interface Fields {
  readonly moment: Moment;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const clock = (seconds: number, divisor: number, modulus: number): string =>
  padded(Math.floor(seconds / divisor) % modulus);

const LETTERS: Readonly<Record<string, (fields: Fields) => string>> = {
  Y: ({ year }) => padded(year, 4),
  y: ({ year }) => padded(year % 100),
  m: ({ month }) => padded(month),
  d: ({ day }) => padded(day),
  e: ({ day }) => padded(day, 2, ' '),
  H: ({ moment }) => clock(moment.second, 3600, 24),
  I: ({ moment }) => padded(((Math.floor(moment.second / 3600) + 11) % 12) + 1),
  p: ({ moment }) => (moment.second < 43_200 ? 'AM' : 'PM'),
  M: ({ moment }) => clock(moment.second, 60, 60),
  S: ({ moment }) => clock(moment.second, 1, 60),
  // Microseconds; all of the digits where there are more.
  f: ({ moment }) => fractionText(moment).slice(1).padEnd(6, '0'),
  b: ({ month }) => (MONTH_NAMES[month - 1] as string).slice(0, 3),
  B: ({ month }) => MONTH_NAMES[month - 1] as string,
  a: ({ moment }) => (WEEKDAY_NAMES[isoWeekday(moment.day) - 1] as string).slice(0, 3),
  A: ({ moment }) => WEEKDAY_NAMES[isoWeekday(moment.day) - 1] as string,
  j: (fields) => padded(dayOfYear(fields), 3),
  z: ({ moment }) => (moment.isUtc ? '+0000' : ''),
  Z: ({ moment }) => (moment.isUtc ? 'UTC' : ''),
};

export const FORMAT_LETTERS = Object.keys(LETTERS);

/** undefined when a letter is none of the format's; then `wrong` is told which. */
export function parseFormat(format: string, wrong: (letter: string) => Error): readonly FormatPart[] {
  const parts: FormatPart[] = [];
  for (const [, letter, text] of format.matchAll(/%(.?)|([^%]+)/gsu)) {
    if (text !== undefined) parts.push({ text });
    else if (letter === '%') parts.push({ text: '%' });
    else if (letter && Object.hasOwn(LETTERS, letter)) parts.push({ letter });
    else throw wrong(letter ?? '');
  }
  return parts;
}

export function formatMoment(moment: Moment, format: readonly FormatPart[]): string {
  const fields = { moment, ...calendarDay(moment.day) };
  return format.map((part) => ('text' in part ? part.text : LETTERS[part.letter]?.(fields))).join('');
}
