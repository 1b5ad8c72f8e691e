/** Types that values are cast to. A cast that cannot be made is an error; try_cast makes it null. */
import { suggest } from '../../core/did-you-mean.ts';
import { Kind } from '../values/cells.ts';
import { formatDate, formatTimestamp } from '../values/dates.ts';
import { JSON_NUMBER } from '../values/json-text.ts';
import { type Compile, type Operand, type Present, strict } from './call.ts';
import { asMoment } from './date-functions.ts';
import { EvaluationError, type Origin, quoted, wrongExpression } from './evaluation-error.ts';
import { prepared } from './prepared.ts';
import { asNumber, asText, cellValue, NestedValue, NumberValue, numberValue, type Value } from './value.ts';

type Cast = (value: Present, origin: Origin | undefined) => Value;

const CASTS: Readonly<Record<string, Cast>> = {
  integer: toInteger,
  number: (value, origin) => numberValue(asNumber(value, origin)),
  text: asText,
  boolean: toBoolean,
  date: (value, origin) => formatDate(asMoment(value, origin)),
  timestamp: (value, origin) => formatTimestamp(asMoment(value, origin)),
  json: toJson,
};

/** Other names, as SQL and other tools have them. */
const ALIASES: Readonly<Record<string, string>> = {
  ...{ int: 'integer', bigint: 'integer', smallint: 'integer' },
  ...{ decimal: 'number', numeric: 'number', double: 'number', float: 'number', real: 'number' },
  ...{ string: 'text', varchar: 'text', char: 'text', bool: 'boolean', datetime: 'timestamp' },
};

const TYPE_NAMES = [...Object.keys(CASTS), ...Object.keys(ALIASES)];

export const casts = {
  cast: casting((cast) => cast),
  try_cast: casting((cast) => (value, origin) => orNull(() => cast(value, origin))),
} as const;

function casting(wrap: (cast: Cast) => Cast): Compile {
  return strict(({ operands }) => {
    const [source, type] = operands as [Operand, Operand];
    const cast = prepared(type, (name) => wrap(castTo(name)));
    return (value, to) => cast(to)(value, source.origin);
  });
}

function castTo(type: string): Cast {
  const name = type.toLowerCase();
  const known = Object.hasOwn(ALIASES, name) ? (ALIASES[name] as string) : name;
  if (Object.hasOwn(CASTS, known)) return CASTS[known] as Cast;
  const closest = suggest(name, TYPE_NAMES);
  const hint = closest === undefined ? `types are ${Object.keys(CASTS).join(', ')}` : `did you mean ${closest}?`;
  throw wrongExpression(`there is no type ${quoted(type)}`, hint);
}

function orNull(cast: () => Value): Value {
  try {
    return cast();
  } catch (error) {
    if (error instanceof EvaluationError) return null;
    throw error;
  }
}

function toInteger(value: Present, origin: Origin | undefined): Value {
  const number = asNumber(value, origin);
  if (number.isWhole) return numberValue(number);
  const hint = 'round(x), floor(x) and ceil(x) make whole numbers';
  throw new EvaluationError('PQ_CAST', `${quoted(asText(value))} is not a whole number`, { hint, origin });
}

const TRUE_WORDS = new Set(['true', 't', 'yes', '1']);
const FALSE_WORDS = new Set(['false', 'f', 'no', '0']);

function toBoolean(value: Present, origin: Origin | undefined): Value {
  if (typeof value === 'boolean') return value;
  const word = asText(value).toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  if (FALSE_WORDS.has(word)) return false;
  const hint = 'true, t, yes, 1 and false, f, no, 0 are cast to boolean';
  throw new EvaluationError('PQ_NOT_A_BOOLEAN', `${quoted(asText(value))} is not true or false`, { hint, origin });
}

/** Texts are read as JSON. Line ends between its parts become spaces: a value of an NDJSON record has none. */
function toJson(value: Present, origin: Origin | undefined): Value {
  if (value instanceof NestedValue || value instanceof NumberValue || typeof value === 'boolean') return value;
  const text = asText(value).trim();
  const parsed = parseJson(text, origin);
  if (JSON_NUMBER.test(text)) return cellValue(Kind.number, text);
  if (typeof parsed === 'object' && parsed !== null) return new NestedValue(text.replaceAll(/[\r\n]/g, ' '));
  return parsed as null | boolean | string;
}

function parseJson(text: string, origin: Origin | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EvaluationError('PQ_CAST', `${quoted(text)} is not JSON`, { origin });
  }
}
