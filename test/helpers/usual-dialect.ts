/** What is assumed about an input of which the user said nothing. */
import type { InputDialect } from '../../src/protocol/stage.ts';

export const USUAL_DIALECT: InputDialect = {
  from: undefined,
  delimiter: undefined,
  header: true,
  columnNames: undefined,
  sourceColumn: undefined,
};
