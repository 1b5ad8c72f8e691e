/** Functions of src/kernel/assembly/join*.ts, documented there. Addresses and counts are unsigned 32-bit numbers. */
export interface JoinFunctions {
  joinRead(table: number, from: number, end: number): number;
  joinInsert(table: number, waiting: number): number;
  joinLists(table: number, scratch: number): void;
  joinGroup(table: number, starts: number, counts: number): void;
  joinFind(table: number, columns: number, rows: number, found: number, hashes: number): number;
  joinRemember(found: number, rows: number, marks: number, onlyFirst: number): number;
  joinSelect(found: number, rows: number, isFound: number, out: number): number;
  joinPairs(
    ...args: [
      table: number,
      found: number,
      rows: number,
      keepsAll: number,
      state: number,
      lefts: number,
      rights: number,
      most: number,
    ]
  ): number;
  joinCells(addresses: number, rows: number, columns: number, count: number): number;
  joinMark(found: number, rows: number, marks: number): void;
  joinSpreadMarks(table: number, marks: number): number;
  joinUnmarked(table: number, marks: number, state: number, out: number, most: number): number;
}
