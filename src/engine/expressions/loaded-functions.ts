/** Functions of the user's module (--load): called with plain JavaScript values, and answering such. */
import { PqError } from '../../core/errors.ts';
import { loadModule } from '../io/load-module.ts';
import { EvaluationError, shortened } from './evaluation-error.ts';
import { resultOf, toJavaScript } from './javascript-values.ts';
import { asText, type Value } from './value.ts';

export type LoadedFunction = (values: readonly Value[]) => Value;

/** The functions that a module exports, by name. */
export function loadFunctions(path: string): ReadonlyMap<string, LoadedFunction> {
  const functions = new Map<string, LoadedFunction>();
  for (const [name, exported] of Object.entries(loadModule(path))) {
    if (typeof exported === 'function') functions.set(name, guarded(name, path, exported as UserFunction));
  }
  functions.delete('default');
  if (functions.size > 0) return functions;
  throw new PqError('PQ_FUNCTION', `${path} exports no function by name`, {
    hint: 'export function double(x) { return 2 * x; }',
  });
}

type UserFunction = (...values: unknown[]) => unknown;

function guarded(name: string, path: string, apply: UserFunction): LoadedFunction {
  return (values) => {
    try {
      return resultOf(apply(...values.map(toJavaScript)));
    } catch (error) {
      const call = `${name}(${values.map(shown).join(', ')})`;
      throw new EvaluationError('PQ_FUNCTION', `${call} of ${path} failed: ${messageOf(error)}`);
    }
  };
}

/** An argument in an error message. */
function shown(value: Value): string {
  if (value === null) return 'null';
  const argument = toJavaScript(value);
  return typeof argument === 'string' ? JSON.stringify(shortened(argument)) : shortened(asText(value));
}

/** Whatever was thrown: not all of it is an Error. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  try {
    return String(error);
  } catch {
    return 'something was thrown that cannot be shown';
  }
}
