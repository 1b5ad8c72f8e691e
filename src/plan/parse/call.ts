/** Calls: which function a name means, and whether it has the arguments that it needs. */
import { findAggregate } from '../../core/aggregate-aliases.ts';
import { suggest } from '../../core/did-you-mean.ts';
import { callableNames, findFunction } from '../../core/function-aliases.ts';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../../core/functions.ts';
import type { Expr } from './expr.ts';
import type { Scope } from './scope.ts';
import { callExpr } from './static-type.ts';

/** What does the same as functions that other tools have. */
const INSTEAD: Readonly<Record<string, string>> = {
  left: 'write substr(text, 1, n)',
  right: 'write substr(text, -n)',
  log: 'write ln(x), or ln(x) / ln(10)',
  log10: 'write ln(x) / ln(10)',
  position: 'write contains(text, part)',
  instr: 'write contains(text, part)',
  strpos: 'write contains(text, part)',
  extract: "write date_part('year', x)",
  date_trunc: "write strftime(x, '%Y-%m-01')",
  current_date: 'write date(now())',
  today: 'write date(now())',
  to_number: 'write cast(x as number)',
  to_date: "write date(x), or strptime(x, '%d.%m.%Y')",
  to_char: "write cast(x as text), or strftime(x, '%Y')",
  concat_ws: "write a || ', ' || b",
};

export function readCall(scope: Scope): Expr {
  const { reader } = scope;
  const place = scope.place();
  const { text: name } = reader.next();
  const known = findFunction(name.toLowerCase());
  const isLoaded = known === undefined && scope.loaded.has(name);
  if (known === undefined && !isLoaded) throw unknownFunction(scope, name, place.start);
  const args = readArguments(scope);
  if (known === undefined) return { kind: 'loaded', function: name, arguments: args, ...place };
  checkCount(scope, known, args.length, place.start);
  return callExpr(known, args, place);
}

function readArguments(scope: Scope): readonly Expr[] {
  const { reader } = scope;
  reader.expect('(');
  const args: Expr[] = [];
  if (reader.accept(')')) return args;
  do args.push(scope.expression());
  while (reader.accept(','));
  reader.expect(')');
  return args;
}

function checkCount({ reader }: Scope, name: FunctionName, count: number, start: number): void {
  const { least, most, usage }: FunctionSpec = FUNCTIONS[name];
  if (count >= least && count <= most) return;
  const plural = most === 1 ? 'argument' : 'arguments';
  throw reader.error(`${name} takes ${rangeText(least, most)} ${plural}, not ${count}`, start, `write ${usage}`);
}

function rangeText(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `${least} or more`;
  return most === least ? `${least === 0 ? 'no' : least}` : `${least} or ${most}`;
}

function unknownFunction({ reader, loaded }: Scope, name: string, start: number) {
  const lower = name.toLowerCase();
  const own = Object.entries<FunctionSpec>(FUNCTIONS).find(([known]) => known === lower)?.[1];
  const meant = suggest(name, [...callableNames(), ...loaded]);
  const question = meant === undefined ? '' : `did you mean ${meant}? `;
  if (own !== undefined) return reader.error(`${name} is no function`, start, `write ${own.usage}`);
  if (Object.hasOwn(INSTEAD, lower)) return reader.error(`unknown function ${name}`, start, INSTEAD[lower]);
  if (findAggregate(lower) !== undefined) {
    const hint = `pq agg --agg '${name}(...)' computes it; of the values in one record there are greatest and least`;
    return reader.error(`${name} is an aggregate, over many records`, start, hint);
  }
  return reader.error(`unknown function ${name}`, start, `${question}pq help expressions lists them`);
}
