/** Other names of the functions of expressions: those that users of other tools try first. */
import { FUNCTIONS, type FunctionName } from './functions.ts';

const SAME: Readonly<Partial<Record<FunctionName, readonly string[]>>> = {
  is_null: ['isnull'],
  lower: ['lcase', 'tolower', 'to_lower', 'lowercase'],
  upper: ['ucase', 'toupper', 'to_upper', 'uppercase'],
  length: ['len', 'strlen', 'char_length', 'character_length'],
  trim: ['strip', 'btrim'],
  ltrim: ['lstrip'],
  rtrim: ['rstrip'],
  substr: ['substring'],
  split_part: ['splitpart'],
  starts_with: ['startswith', 'prefix'],
  ends_with: ['endswith', 'suffix'],
  regexp_matches: ['regexp_like', 'regexp_match', 'regexp_contains', 'rlike'],
  regexp_extract: ['regexp_substr'],
  ceil: ['ceiling'],
  power: ['pow'],
  case: ['if', 'iff', 'iif'],
  ifnull: ['nvl'],
  timestamp: ['datetime'],
  date_part: ['datepart'],
  date_diff: ['datediff'],
  now: ['current_timestamp'],
  json_length: ['json_array_length', 'array_length'],
  keys: ['json_keys', 'object_keys'],
  type_of: ['typeof', 'json_type'],
  hash: ['xxhash64', 'xxhash'],
};

/** The names that mean the same as the function's own. */
export function functionAliases(name: FunctionName): readonly string[] {
  return SAME[name] ?? [];
}

/** Every name that can be called, other tools' too. */
export function callableNames(): readonly string[] {
  const own = Object.entries(FUNCTIONS).flatMap(([name, spec]) => ('isSyntax' in spec ? [] : [name]));
  return [...own, ...Object.values(SAME).flat()];
}

/** What a name in lower case calls; undefined when there is no such function. */
export function findFunction(name: string): FunctionName | undefined {
  if (Object.hasOwn(FUNCTIONS, name)) {
    return 'isSyntax' in FUNCTIONS[name as FunctionName] ? undefined : (name as FunctionName);
  }
  return Object.entries(SAME).find(([, aliases]) => aliases.includes(name))?.[0] as FunctionName | undefined;
}
