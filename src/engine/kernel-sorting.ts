/** Functions of src/kernel/assembly/sort*.ts and cutting.ts, documented there. Addresses and counts are unsigned 32-bit numbers. */
export interface SortFunctions {
  sortKeys(
    ...args: [
      columns: number,
      hows: number,
      count: number,
      rows: number,
      text: number,
      lengths: number,
      entries: number,
      arena: number,
    ]
  ): number;
  placeCells(partition: number, first: number, rows: number, texts: number, out: number): void;
  sortEntries(entries: number, count: number, scratch: number, groups: number): void;
  dropEqualKeys(entries: number, count: number): number;
  firstUnsorted(entries: number, count: number, isUnique: number): number;
  compareKeys(record: number, other: number): number;
  entriesWithin(entries: number, count: number, bound: number, out: number): number;
  gatherRecords(entries: number, first: number, count: number, out: number, capacity: number): number;
  gatherRows(entries: number, first: number, count: number, out: number, capacity: number): number;
  gatherEnd(): number;
  countRecords(from: number, end: number): number;
  loadRecords(from: number, end: number, entries: number): void;
  firstBehind(from: number, end: number, bound: number, withEqual: number): number;
  lastBefore(from: number, behind: number): number;
  cutByHash(cells: number, rows: number, bucketCount: number, out: number): void;
  cutByBounds(entries: number, rows: number, bounds: number, boundCount: number, out: number): void;
  cutInTurns(first: number, rows: number, bucketCount: number, out: number): void;
  kindCells(cells: number, rows: number, out: number): void;
  countBuckets(lengths: number, buckets: number, rows: number, counts: number): void;
  scatterRows(text: number, lengths: number, buckets: number, rows: number, places: number): void;
}
