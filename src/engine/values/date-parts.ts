/** Parts of dates and times, and how many of their borders lie between two. */
import { calendarDay, DAY_SECONDS, dayNumber, dayOfYear, type Moment } from './dates.ts';
import { Exact } from './exact.ts';

type Part = (moment: Moment) => Exact;

const ofCalendar =
  (part: (date: ReturnType<typeof calendarDay>) => number): Part =>
  (moment) =>
    Exact.small(part(calendarDay(moment.day)));
const ofClock =
  (part: (second: number) => number): Part =>
  (moment) =>
    Exact.small(part(moment.second));
const ofDay =
  (part: (day: number) => number): Part =>
  (moment) =>
    Exact.small(part(moment.day));

/** What date_part knows. */
export const DATE_PARTS: Readonly<Record<string, Part>> = {
  year: ofCalendar(({ year }) => year),
  quarter: ofCalendar(({ month }) => Math.ceil(month / 3)),
  month: ofCalendar(({ month }) => month),
  week: ofDay(isoWeek),
  day: ofCalendar(({ day }) => day),
  doy: ofCalendar(dayOfYear),
  dow: ofDay((day) => isoWeekday(day) % 7),
  isodow: ofDay(isoWeekday),
  hour: ofClock((second) => Math.floor(second / 3600)),
  minute: ofClock((second) => Math.floor(second / 60) % 60),
  second: (moment) => withFraction(moment.second % 60, moment),
  epoch: (moment) => withFraction(moment.day * DAY_SECONDS + moment.second, moment),
};

function withFraction(seconds: number, { nanosecond }: Moment): Exact {
  const mantissa = BigInt(seconds) * 1_000_000_000n + BigInt(nanosecond);
  return nanosecond === 0 ? Exact.small(seconds) : Exact.of({ mantissa, scale: 9 });
}

/** Monday is 1, Sunday 7. 1970-01-01 was a Thursday. */
export function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The week of a day is that of its Thursday: the first Thursday of a year is in week 1. */
function isoWeek(day: number): number {
  const thursday = day - isoWeekday(day) + 4;
  const firstDay = dayNumber({ year: calendarDay(thursday).year, month: 1, day: 1 });
  return Math.floor((thursday - firstDay) / 7) + 1;
}

/** Units of date_diff: which one a moment is in, counted from any beginning. */
export const DATE_UNITS: Readonly<Record<string, (moment: Moment) => number>> = {
  year: ({ day }) => calendarDay(day).year,
  quarter: ({ day }) => Math.floor(monthNumber(day) / 3),
  month: ({ day }) => monthNumber(day),
  week: ({ day }) => Math.floor((day + 3) / 7),
  day: ({ day }) => day,
  hour: (moment) => moment.day * 24 + Math.floor(moment.second / 3600),
  minute: (moment) => moment.day * 1440 + Math.floor(moment.second / 60),
  second: (moment) => moment.day * DAY_SECONDS + moment.second,
};

function monthNumber(day: number): number {
  const { year, month } = calendarDay(day);
  return year * 12 + month - 1;
}
