/** What is assumed about an input of which the user said nothing. */
import type { InputDialect } from '../../src/protocol/stage.ts';

export const USUAL_DIALECT: InputDialect = {
  from: undefined,
  delimiter: undefined,
  header: true,
  columnNames: undefined,
  quote: undefined,
  escapeMark: undefined,
  comment: undefined,
  trim: false,
  skipLines: 0,
  encoding: undefined,
  root: undefined,
  sourceColumn: undefined,
};
