/** Kinds of values that cross layers. */

/** What a cell of an answer is, for output formats that have types. */
export const CellKind = { null: 0, text: 1, number: 2, boolean: 3, json: 4 } as const;
