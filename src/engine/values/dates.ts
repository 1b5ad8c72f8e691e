/**
 * Dates and times as texts in ISO form, without any time zone of the machine. A moment is a day of the proleptic
 * Gregorian calendar (years 1 to 9999), seconds into it, and digits behind the seconds.
 */

export interface Moment {
  /** Since 1970-01-01. */
  readonly day: number;
  /** Since midnight. */
  readonly second: number;
  readonly nanosecond: number;
  /** It had a zone, and has been turned into UTC. */
  readonly isUtc: boolean;
}

export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const DAY_SECONDS = 86_400;
const DAYS_TO_1970 = 719_162;
const [FIRST_DAY, LAST_DAY] = [-719_162, 2_932_896];

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:(Z)|([+-])(\d\d)(?::?(\d\d))?)?)?$/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)$/;

/** Reads an ISO date or time, or eight digits; undefined when the text is neither, or no such day exists. */
export function parseMoment(text: string): Moment | undefined {
  const match = ISO.exec(text) ?? COMPACT.exec(text);
  if (!match) return undefined;
  const number = (group: number): number => Number(match[group] ?? 0);
  const direction = match[9] === '-' ? -1 : 1;
  const hasOffset = match[8] !== undefined || match[9] !== undefined;
  return makeMoment(
    { year: number(1), month: number(2), day: number(3) },
    { hour: number(4), minute: number(5), second: number(6), nanosecond: nanoseconds(match[7]) },
    hasOffset ? offsetSeconds(direction, number(10), number(11)) : undefined,
  );
}

export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
}

/** undefined when there is no such day or time. An offset is taken off: NaN for one that does not exist. */
export function makeMoment(date: CalendarDay, time: ClockTime, offset?: number): Moment | undefined {
  const { hour, minute, second, nanosecond } = time;
  if (!isRealDay(date) || hour > 23 || minute > 59 || second > 59 || Number.isNaN(offset)) return undefined;
  const total = dayNumber(date) * DAY_SECONDS + hour * 3600 + minute * 60 + second - (offset ?? 0);
  const day = Math.floor(total / DAY_SECONDS);
  if (day < FIRST_DAY || day > LAST_DAY) return undefined;
  return { day, second: total - day * DAY_SECONDS, nanosecond, isUtc: offset !== undefined };
}

/** Digits behind the dot of seconds: nine of them count. */
export function nanoseconds(digits = ''): number {
  return Number(digits.slice(0, 9).padEnd(9, '0'));
}

/** Of +HH:MM; NaN when there is none such. */
export function offsetSeconds(direction: number, hours: number, minutes: number): number {
  return hours > 23 || minutes > 59 ? Number.NaN : direction * (hours * 3600 + minutes * 60);
}

function isRealDay({ year, month, day }: CalendarDay): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month);
}

function monthLength(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days before each month, in a year that is none of 366 days. */
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

/** The place of a day in its year: 1 to 366. */
export function dayOfYear({ year, month, day }: CalendarDay): number {
  return (DAYS_BEFORE[month - 1] as number) + (month > 2 && isLeapYear(year) ? 1 : 0) + day;
}

/** Days since 1970-01-01. */
export function dayNumber(date: CalendarDay): number {
  const before = date.year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return before * 365 + leapDays + dayOfYear(date) - 1 - DAYS_TO_1970;
}

/** The calendar's name of a day. */
export function calendarDay(dayNumberOf1970: number): CalendarDay {
  // 400 years have 146,097 days: a first guess of the year is at most one too high.
  let year = Math.floor(((dayNumberOf1970 + DAYS_TO_1970) * 400) / 146_097) + 1;
  while (dayNumber({ year, month: 1, day: 1 }) > dayNumberOf1970) year--;
  while (dayNumber({ year: year + 1, month: 1, day: 1 }) <= dayNumberOf1970) year++;
  let month = 12;
  while (dayNumber({ year, month, day: 1 }) > dayNumberOf1970) month--;
  return { year, month, day: dayNumberOf1970 - dayNumber({ year, month, day: 1 }) + 1 };
}

/** YYYY-MM-DD. */
export function formatDate(moment: Moment): string {
  const { year, month, day } = calendarDay(moment.day);
  return `${padded(year, 4)}-${padded(month)}-${padded(day)}`;
}

/** YYYY-MM-DDTHH:MM:SS, with a fraction if there is one, and Z in UTC. */
export function formatTimestamp(moment: Moment): string {
  const { second } = moment;
  const time = `${padded(Math.floor(second / 3600))}:${padded(Math.floor(second / 60) % 60)}:${padded(second % 60)}`;
  return `${formatDate(moment)}T${time}${fractionText(moment)}${moment.isUtc ? 'Z' : ''}`;
}

/** With its dot; empty for none. */
export function fractionText({ nanosecond }: Moment): string {
  return nanosecond === 0 ? '' : `.${padded(nanosecond, 9).replace(/0+$/, '')}`;
}

export function padded(number: number, digits = 2, filler = '0'): string {
  return String(number).padStart(digits, filler);
}
