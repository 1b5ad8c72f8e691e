/**
 * The operators and functions of expressions as one table: parser, binder, evaluators, `pq help expressions` and
 * docs/expressions.md are made from it. Data only; what each computes is defined in docs/expressions.md, examples are in
 * function-examples.ts.
 */

/** What a function answers. `value`: whatever its arguments are (coalesce), so that a cell keeps its text. */
export type ResultType = 'boolean' | 'number' | 'text' | 'json' | 'value';

interface Row {
  readonly summary: string;
  /** How it is written: `substr(text, start[, length])`. */
  readonly usage: string;
  readonly result: ResultType;
  /** How many arguments it takes; several more where `most` is Infinity. */
  readonly least: number;
  readonly most: number;
  /** With a null among its arguments it is null, and is not called; 'own': it says itself what nulls do. */
  readonly nulls?: 'own';
  /** Not written as a call: an operator, or one with words of its own. */
  readonly isSyntax?: true;
}

export interface FunctionSpec extends Row {
  readonly group: FunctionGroup;
}

export const FUNCTION_GROUPS = [
  'Logic',
  'Comparison',
  'Arithmetic',
  'Text',
  'Numbers',
  'Nulls and choices',
  'Dates and times',
  'JSON',
  'Other',
] as const;
type FunctionGroup = (typeof FUNCTION_GROUPS)[number];

function group<Name extends string>(
  title: FunctionGroup,
  rows: Readonly<Record<Name, Row>>,
): Readonly<Record<Name, FunctionSpec>> {
  return Object.fromEntries(Object.entries<Row>(rows).map(([name, row]) => [name, { group: title, ...row }])) as Record<
    Name,
    FunctionSpec
  >;
}

const MANY = Number.POSITIVE_INFINITY;
const takes = (least: number, most = least) => ({ least, most });
const OPERATOR = { isSyntax: true } as const;
const CONDITION = { result: 'boolean', ...takes(2), ...OPERATOR } as const;
const COMPUTATION = { result: 'number', ...takes(2), ...OPERATOR } as const;
const OF_TEXT = { result: 'text', ...takes(1) } as const;
const TEXT_TEST = { result: 'boolean', ...takes(2) } as const;
const OF_NUMBER = { result: 'number', ...takes(1) } as const;
const OF_DATE = { result: 'number', ...takes(1) } as const;

export const FUNCTIONS = {
  ...group('Logic', {
    and: { ...CONDITION, nulls: 'own', usage: 'a and b', summary: 'both are true' },
    or: { ...CONDITION, nulls: 'own', usage: 'a or b', summary: 'one of them is true' },
    not: { result: 'boolean', ...takes(1), ...OPERATOR, usage: 'not a', summary: 'it is false' },
  }),
  ...group('Comparison', {
    '=': { ...CONDITION, usage: 'a = b', summary: 'they are equal; == is the same' },
    '<>': { ...CONDITION, usage: 'a <> b', summary: 'they differ; != is the same' },
    '<': { ...CONDITION, usage: 'a < b', summary: 'a is less' },
    '<=': { ...CONDITION, usage: 'a <= b', summary: 'a is less or equal' },
    '>': { ...CONDITION, usage: 'a > b', summary: 'a is greater' },
    '>=': { ...CONDITION, usage: 'a >= b', summary: 'a is greater or equal' },
    is_null: {
      result: 'boolean',
      ...takes(1),
      ...OPERATOR,
      nulls: 'own',
      usage: 'a is null',
      summary: 'there is no value; is not null: there is one',
    },
    in: {
      result: 'boolean',
      ...takes(2, MANY),
      ...OPERATOR,
      nulls: 'own',
      usage: 'a in (b, c)',
      summary: 'it is equal to one of them; not in: to none',
    },
    like: {
      ...CONDITION,
      usage: "a like 'b%'",
      summary: 'the text matches: % stands for any characters, _ for one, a backslash before them for themselves',
    },
    ilike: { ...CONDITION, usage: "a ilike 'b%'", summary: 'the same, whether letters are capital or not' },
  }),
  ...group('Arithmetic', {
    '+': { ...COMPUTATION, usage: 'a + b', summary: 'the exact sum' },
    '-': { ...COMPUTATION, usage: 'a - b', summary: 'the exact difference' },
    '*': { ...COMPUTATION, usage: 'a * b', summary: 'the exact product' },
    '/': { ...COMPUTATION, usage: 'a / b', summary: 'the quotient, rounded once; null for b = 0' },
    '%': { ...COMPUTATION, usage: 'a % b', summary: 'the rest of the division, with the sign of a; null for b = 0' },
    negate: { ...OF_NUMBER, ...OPERATOR, usage: '-a', summary: 'the number with the other sign' },
  }),
  ...group('Text', {
    '||': { result: 'text', ...takes(2), ...OPERATOR, usage: 'a || b', summary: 'one text after the other' },
    lower: { ...OF_TEXT, usage: 'lower(text)', summary: 'in small letters' },
    upper: { ...OF_TEXT, usage: 'upper(text)', summary: 'in capital letters' },
    length: { result: 'number', ...takes(1), usage: 'length(text)', summary: 'how many characters (code points)' },
    trim: {
      result: 'text',
      ...takes(1, 2),
      usage: 'trim(text[, characters])',
      summary: 'without white space, or these characters, at both ends',
    },
    ltrim: { result: 'text', ...takes(1, 2), usage: 'ltrim(text[, characters])', summary: 'the same, at the start' },
    rtrim: { result: 'text', ...takes(1, 2), usage: 'rtrim(text[, characters])', summary: 'the same, at the end' },
    substr: {
      result: 'text',
      ...takes(2, 3),
      usage: 'substr(text, start[, length])',
      summary: 'from a character on (the first is 1; negative: from the end)',
    },
    replace: { result: 'text', ...takes(3), usage: 'replace(text, what, with)', summary: 'every occurrence replaced' },
    split_part: {
      result: 'text',
      ...takes(3),
      usage: 'split_part(text, separator, n)',
      summary: 'the nth part (the first is 1; negative: from the end); empty when there is none',
    },
    starts_with: { ...TEXT_TEST, usage: 'starts_with(text, start)', summary: 'it starts so' },
    ends_with: { ...TEXT_TEST, usage: 'ends_with(text, end)', summary: 'it ends so' },
    contains: { ...TEXT_TEST, usage: 'contains(text, part)', summary: 'that is in it' },
    concat: {
      result: 'text',
      ...takes(1, MANY),
      nulls: 'own',
      usage: 'concat(a, b, ...)',
      summary: 'all texts in a row; nulls are left out',
    },
    regexp_matches: {
      result: 'boolean',
      ...takes(2, 3),
      usage: 'regexp_matches(text, pattern[, flags])',
      summary: 'the pattern matches somewhere; flag i: capital or not',
    },
    regexp_extract: {
      result: 'text',
      ...takes(2, 3),
      usage: 'regexp_extract(text, pattern[, group])',
      summary: 'the first match, or a group of it; empty when there is none',
    },
    regexp_replace: {
      result: 'text',
      ...takes(3, 4),
      usage: 'regexp_replace(text, pattern, with[, flags])',
      summary: 'the first match replaced, \\1 stands for a group; flag g: all of them, i: capital or not',
    },
  }),
  ...group('Numbers', {
    abs: { ...OF_NUMBER, usage: 'abs(x)', summary: 'without its sign' },
    round: {
      result: 'number',
      ...takes(1, 2),
      usage: 'round(x[, decimals])',
      summary: 'exactly, halves away from zero',
    },
    floor: { ...OF_NUMBER, usage: 'floor(x)', summary: 'the next whole number below' },
    ceil: { ...OF_NUMBER, usage: 'ceil(x)', summary: 'the next whole number above' },
    sqrt: { ...OF_NUMBER, usage: 'sqrt(x)', summary: 'the root, rounded once; null below 0' },
    ln: { ...OF_NUMBER, usage: 'ln(x)', summary: 'the natural logarithm; null for 0 and below' },
    exp: { ...OF_NUMBER, usage: 'exp(x)', summary: 'e to the power of x' },
    power: {
      result: 'number',
      ...takes(2),
      usage: 'power(x, y)',
      summary: 'x to the power of y; exact for whole y from 0 to 64',
    },
    mod: { result: 'number', ...takes(2), usage: 'mod(a, b)', summary: 'the same as a % b' },
    sign: { ...OF_NUMBER, usage: 'sign(x)', summary: '-1, 0 or 1' },
    greatest: {
      result: 'value',
      ...takes(1, MANY),
      nulls: 'own',
      usage: 'greatest(a, b, ...)',
      summary: 'the greatest of them; nulls are left out',
    },
    least: {
      result: 'value',
      ...takes(1, MANY),
      nulls: 'own',
      usage: 'least(a, b, ...)',
      summary: 'the least of them; nulls are left out',
    },
  }),
  ...group('Nulls and choices', {
    case: {
      result: 'value',
      ...takes(2, MANY),
      ...OPERATOR,
      nulls: 'own',
      usage: 'case when a then b [...] [else c] end',
      summary: 'the value behind the first condition that is true; also case x when a then b',
    },
    coalesce: {
      result: 'value',
      ...takes(1, MANY),
      nulls: 'own',
      usage: 'coalesce(a, b, ...)',
      summary: 'the first that is not null',
    },
    ifnull: { result: 'value', ...takes(2), nulls: 'own', usage: 'ifnull(a, b)', summary: 'a, or b when a is null' },
    nullif: {
      result: 'value',
      ...takes(2),
      nulls: 'own',
      usage: 'nullif(a, b)',
      summary: 'a, or null when they are equal',
    },
    cast: {
      result: 'value',
      ...takes(2),
      ...OPERATOR,
      usage: 'cast(x as type)',
      summary:
        'as integer, number, text, boolean, date, timestamp or json; an error when it cannot be; x::type is the same',
    },
    try_cast: {
      result: 'value',
      ...takes(2),
      ...OPERATOR,
      usage: 'try_cast(x as type)',
      summary: 'the same, and null when it cannot be',
    },
  }),
  ...group('Dates and times', {
    date: { result: 'text', ...takes(1), usage: 'date(x)', summary: 'the day of an ISO date or time, as 2024-05-17' },
    timestamp: {
      result: 'text',
      ...takes(1),
      usage: 'timestamp(x)',
      summary: 'an ISO date or time as 2024-05-17T10:20:30; with a zone it is turned into UTC and ends in Z',
    },
    strptime: {
      result: 'text',
      ...takes(2),
      usage: 'strptime(text, format)',
      summary: 'the timestamp that a text says in a format such as %d.%m.%Y %H:%M',
    },
    strftime: { result: 'text', ...takes(2), usage: 'strftime(x, format)', summary: 'a date or time in a format' },
    date_part: {
      result: 'number',
      ...takes(2),
      usage: 'date_part(part, x)',
      summary:
        'year, quarter, month, week (ISO), day, doy, dow (Sunday is 0), isodow (Monday is 1), hour, minute, second, epoch',
    },
    year: { ...OF_DATE, usage: 'year(x)', summary: 'the same as date_part of that name' },
    month: { ...OF_DATE, usage: 'month(x)', summary: 'the same' },
    day: { ...OF_DATE, usage: 'day(x)', summary: 'the same' },
    hour: { ...OF_DATE, usage: 'hour(x)', summary: 'the same' },
    minute: { ...OF_DATE, usage: 'minute(x)', summary: 'the same' },
    second: { ...OF_DATE, usage: 'second(x)', summary: 'the same' },
    date_diff: {
      result: 'number',
      ...takes(3),
      usage: 'date_diff(part, a, b)',
      summary:
        'how many borders of years, quarters, months, weeks, days, hours, minutes or seconds are between a and b',
    },
    now: {
      result: 'text',
      ...takes(0),
      usage: 'now()',
      summary: 'when the run began, in UTC: the same in every record',
    },
  }),
  ...group('JSON', {
    json_length: {
      result: 'number',
      ...takes(1),
      usage: 'json_length(x)',
      summary: 'how many elements of an array, or members of an object; null for anything else',
    },
    keys: {
      result: 'json',
      ...takes(1),
      usage: 'keys(x)',
      summary: 'the keys of an object, as an array; null for anything else',
    },
  }),
  ...group('Other', {
    type_of: {
      result: 'text',
      ...takes(1),
      nulls: 'own',
      usage: 'type_of(x)',
      summary: 'null, boolean, number, text, array or object',
    },
    hash: {
      result: 'number',
      ...takes(1),
      usage: 'hash(x)',
      summary: '64 bits of the text (xxHash64), the same everywhere and always',
    },
    filename: {
      result: 'text',
      ...takes(0),
      usage: 'filename()',
      summary: 'the name of the file that the record is in; - for stdin',
    },
  }),
} as const satisfies Readonly<Record<string, FunctionSpec>>;

export type FunctionName = keyof typeof FUNCTIONS;
