/** Dates and times: texts in ISO form, which compare as texts. */
import { suggest } from '../../core/did-you-mean.ts';
import { FORMAT_LETTERS, type FormatPart, formatMoment, parseFormat } from '../values/date-format.ts';
import { DATE_PARTS, DATE_UNITS } from '../values/date-parts.ts';
import { readerOf } from '../values/date-reading.ts';
import { formatDate, formatTimestamp, type Moment, parseMoment } from '../values/dates.ts';
import { type Call, type Compile, type Evaluate, type Operand, type Present, strict } from './call.ts';
import { EvaluationError, type Origin, quoted, wrongExpression } from './evaluation-error.ts';
import { prepared } from './prepared.ts';
import { asText, numberValue, type Value, whole } from './value.ts';

export const dateFunctions = {
  date: ofMoment((moment) => formatDate(moment)),
  timestamp: ofMoment((moment) => formatTimestamp(moment)),
  strptime: strict(({ operands }) => {
    const [source, format] = operands as [Operand, Operand];
    const reader = prepared(format, compileReader);
    return (text, pattern) => readFormatted(asText(text), asText(pattern), reader(pattern), source.origin);
  }),
  strftime: strict(({ operands }) => {
    const [source, format] = operands as [Operand, Operand];
    const parts = prepared(format, compileFormat);
    return (value, pattern) => formatMoment(asMoment(value, source.origin), parts(pattern));
  }),
  date_part: strict(({ operands }) => {
    const [name, source] = operands as [Operand, Operand];
    const part = prepared(name, (text) => lookUp(DATE_PARTS, text));
    return (which, value) => numberValue(part(which)(asMoment(value, source.origin)));
  }),
  year: part('year'),
  month: part('month'),
  day: part('day'),
  hour: part('hour'),
  minute: part('minute'),
  second: part('second'),
  date_diff: strict(({ operands }) => {
    const [name, from, to] = operands as [Operand, Operand, Operand];
    const unit = prepared(name, (text) => lookUp(DATE_UNITS, text));
    return (which, a, b) => {
      const count = unit(which);
      return whole(count(asMoment(b, to.origin)) - count(asMoment(a, from.origin)));
    };
  }),
  now: ({ now }: Call): Evaluate => {
    return () => now;
  },
} as const;

/** Where a date or a time is needed. */
export function asMoment(value: Present, origin: Origin | undefined): Moment {
  const text = asText(value);
  const moment = parseMoment(text);
  if (moment) return moment;
  const hint = 'try_cast(x as date) is null where x is no date; strptime(x, format) reads other forms than 2024-05-17';
  throw new EvaluationError('PQ_NOT_A_DATE', `${quoted(text)} is not a date`, { hint, origin });
}

function ofMoment(apply: (moment: Moment) => Value): Compile {
  return strict(({ operands }) => {
    const origin = operands[0]?.origin;
    return (value) => apply(asMoment(value, origin));
  });
}

function part(name: string): Compile {
  const partOf = lookUp(DATE_PARTS, name);
  return ofMoment((moment) => numberValue(partOf(moment)));
}

/** Parts in any case, also in the plural: days is day. */
function lookUp<Found>(table: Readonly<Record<string, Found>>, text: string): Found {
  const name = text.toLowerCase().replace(/s$/, '');
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found !== undefined) return found;
  const closest = suggest(text, Object.keys(table));
  const hint = closest === undefined ? `one of ${Object.keys(table).join(', ')}` : `did you mean ${closest}?`;
  throw wrongExpression(`${quoted(text)} is no part of a date`, hint);
}

function compileFormat(format: string): readonly FormatPart[] {
  return parseFormat(format, (letter) => {
    const hint = `there are ${FORMAT_LETTERS.map((known) => `%${known}`).join(' ')}, and %% for a percent sign`;
    return wrongExpression(`%${letter} means nothing in the date format ${quoted(format)}`, hint);
  });
}

function compileReader(format: string): (text: string) => Moment | undefined {
  return readerOf(compileFormat(format), (letter) =>
    wrongExpression(`%${letter} stands twice in the date format ${quoted(format)}`),
  );
}

function readFormatted(text: string, format: string, reader: ReturnType<typeof compileReader>, origin: Origin): string {
  const moment = reader(text);
  if (moment) return formatTimestamp(moment);
  const hint = 'a format that fits some records only can stand in a case when ... end';
  throw new EvaluationError('PQ_NOT_A_DATE', `${quoted(text)} is not a date of the form ${quoted(format)}`, {
    hint,
    origin,
  });
}
