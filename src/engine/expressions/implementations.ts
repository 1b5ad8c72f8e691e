/** Every operator and function, and what computes it: a function without one does not compile. */
import type { FunctionName } from '../../core/functions.ts';
import type { Compile } from './call.ts';
import { casts } from './casts.ts';
import { comparisons } from './comparisons.ts';
import { dateFunctions } from './date-functions.ts';
import { jsonFunctions } from './json-functions.ts';
import { logic } from './logic.ts';
import { numberFunctions } from './number-functions.ts';
import { regexpFunctions } from './regexp-functions.ts';
import { textFunctions } from './text-functions.ts';

export const IMPLEMENTATIONS: Readonly<Record<FunctionName, Compile>> = {
  ...logic,
  ...comparisons,
  ...numberFunctions,
  ...textFunctions,
  ...regexpFunctions,
  ...casts,
  ...dateFunctions,
  ...jsonFunctions,
};
