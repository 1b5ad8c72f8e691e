/** Functions of src/kernel/assembly/expression-*.ts, documented there. Addresses are unsigned 32-bit numbers. */

/** Columns of n rows in, results of n rows at `out`. */
export interface ExpressionFunctions {
  joinTruths(left: number, right: number, n: number, how: number, out: number): void;
  mapTruths(truths: number, n: number, how: number, out: number): void;
  openRows(truths: number, n: number, wanted: number, active: number, out: number): void;
  nullCells(cells: number, n: number, out: number): void;
  nullNumbers(scales: number, n: number, out: number): void;
  cellTruths(cells: number, n: number, out: number): void;
  truthCells(truths: number, n: number, out: number): void;
  chooseCells(truths: number, n: number, cells: number, out: number): void;
  putCells(cells: number, n: number, out: number): void;
  selectRows(bytes: number, n: number, byte: number, out: number): number;
  slowCells(cells: number, n: number, out: number): number;
  gatherCells(cells: number, rows: number, count: number, out: number): void;
  gatherNumbers(...args: [...NumberColumn, rows: number, count: number, ...NumberColumn]): void;
  hasKinds(cells: number, n: number, kinds: number): number;
  compareNumbersTo(...args: [...NumberColumn, n: number, thresholds: number, outcomes: number, out: number]): void;
  compareNumbers(...args: [...NumberColumn, ...NumberColumn, n: number, outcomes: number, out: number]): void;
  inNumbers(...args: [...NumberColumn, n: number, starts: number, values: number, miss: number, out: number]): void;
  addNumbers(...args: [...NumberColumn, ...NumberColumn, n: number, isDifference: number, ...NumberColumn]): void;
  multiplyNumbers(...args: [...NumberColumn, ...NumberColumn, n: number, ...NumberColumn]): void;
  divideNumbers(...args: [...NumberColumn, ...NumberColumn, n: number, ...NumberColumn]): void;
  restNumbers(...args: [...NumberColumn, ...NumberColumn, n: number, ...NumberColumn]): void;
  mapNumbers(...args: [...NumberColumn, n: number, how: number, decimals: number, ...NumberColumn]): void;
  numberCells(...args: [...NumberColumn, n: number, out: number, arena: number]): number;
  compareTextsTo(...args: [cells: number, n: number, ...Text, outcomes: number, out: number]): void;
  compareTexts(cells: number, others: number, n: number, outcomes: number, out: number): void;
  compareValues(
    ...args: [cells: number, ...NumberColumn, cells: number, ...NumberColumn, n: number, outcomes: number, out: number]
  ): void;
  settleTruths(cells: number, n: number, truth: number, truths: number): void;
  settleNumbers(cells: number, n: number, scales: number): void;
  indexTexts(texts: number, count: number, table: number, slots: number): void;
  inTexts(...args: [cells: number, n: number, ...TextList, miss: number, out: number]): void;
  frameTexts(...args: [cells: number, n: number, ...Text, ...Text, out: number]): void;
  containTexts(...args: [cells: number, n: number, ...Text, out: number]): void;
  sequenceTexts(cells: number, n: number, parts: number, k: number, out: number): void;
  matchTexts(cells: number, n: number, pattern: number, units: number, out: number): void;
  plainRows(cells: number, n: number, rows: number, out: number): number;
  matchAutomaton(
    ...args: [cells: number, rows: number, count: number, start: number, first: number, out: number]
  ): number;
  asTexts(cells: number, n: number, out: number): void;
  packTexts(cells: number, n: number, ends: number, arena: number): number;
  caseTexts(cells: number, n: number, isUpper: number, out: number, arena: number): number;
  lengthTexts(...args: [cells: number, n: number, ...NumberColumn]): void;
  joinColumns(columns: number, k: number, n: number, skipNulls: number, out: number, arena: number): number;
  partTexts(cells: number, n: number, start: number, length: number, out: number): void;
  trimTexts(cells: number, n: number, sides: number, out: number): void;
  replaceTexts(...args: [cells: number, n: number, ...Text, ...Text, out: number, arena: number]): number;
  splitTexts(...args: [cells: number, n: number, ...Text, number: number, out: number]): void;
}

/** Where the mantissas are, and the scales. */
export type NumberColumn = [mantissas: number, scales: number];
/** Where a text is, and how long. */
export type Text = [address: number, length: number];
/** Pairs of address and length, how many, and the table of them with its size. */
export type TextList = [texts: number, count: number, table: number, slots: number];
