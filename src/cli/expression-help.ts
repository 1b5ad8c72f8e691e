/** `pq help expressions`: how they are written, and the table of operators and functions as text. */
import { functionAliases } from '../core/function-aliases.ts';
import { FUNCTION_GROUPS, FUNCTIONS, type FunctionName, type FunctionSpec } from '../core/functions.ts';
import { wrapped } from './wrapped.ts';

const WIDTH = 100;
const INDENT = 31;

/** Ends in a newline. */
export function expressionHelp(): string {
  const rows = Object.entries<FunctionSpec>(FUNCTIONS);
  const groups = FUNCTION_GROUPS.map((group) => {
    const entries = rows.flatMap(([name, spec]) => (spec.group === group ? [entry(name as FunctionName, spec)] : []));
    return `${group}:\n${entries.join('')}`;
  });
  return `${OPENING}\n${groups.join('\n')}\n${CLOSING}`;
}

const OPENING = `Expressions are SQL: age > 30 and address.city in ('Boston', 'Paris').

  age  address.city  name[0]     columns; other names in double quotes: "credit-card", "Incident Zip"
  30  1.5  1e3  'text'           literals; a quote in a text is doubled: 'o''clock'
  true  false  null
  (a or b) and c                 parentheses; without them, from loose to tight:
                                 or, and, not, comparisons, ||, + -, * / %, -x, x::type
  a between b and c              a >= b and a <= c
`;

const CLOSING = `Capital letters do not matter in words and names of functions. Numbers are exact. With a null among
its arguments a function is null, where nothing else is said. A cell is compared with a number as a
number, with a text as a text, with another cell as a number if both are.
docs/expressions.md defines it all.
`;

function entry(name: FunctionName, { usage, summary }: FunctionSpec): string {
  const aliases = functionAliases(name);
  const text = aliases.length === 0 ? summary : `${summary}; also ${aliases.join(', ')}`;
  const head = `  ${usage} `;
  const lines = [...(head.length > INDENT ? [''] : []), ...wrapped(text, WIDTH - INDENT)];
  return lines.map((line, at) => `${(at === 0 ? head : '').padEnd(INDENT)}${line}`.trimEnd().concat('\n')).join('');
}
