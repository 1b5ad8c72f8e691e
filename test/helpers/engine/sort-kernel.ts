/** Keys, entries and runs in kernel memory, for tests of src/kernel/assembly/sort*.ts. */
import type { Kernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import type { How, Value } from '../../twins/sort.ts';
import { writeCells } from './kernel-cells.ts';

const ENTRY_BYTES = 16;
const SLACK_BYTES = 64;
const FLAGS = { any: 0, text: 4, natural: 8, number: 16, place: 32 } as const;

export interface KeyedText {
  readonly key: Uint8Array;
  readonly row: Uint8Array;
}

/** The bytes of the keys of rows, each of which has the number of its place as its text. */
export function keysOf(kernel: Kernel, rows: readonly (readonly Value[])[], hows: readonly How[]): Buffer[] {
  const { entries, end, arenaEnd } = makeKeys(kernel, rows, hows);
  if (end > arenaEnd) throw new Error(`records end ${end - arenaEnd} bytes behind their room`);
  return rows.map((_, at) => keyAt(kernel, recordOf(kernel, entries, at)));
}

function makeKeys(kernel: Kernel, rows: readonly (readonly Value[])[], hows: readonly How[]) {
  const columns = hows.map((_, c) => {
    const texts = rows.map((row) => row[c] ?? null);
    return writeCells(
      kernel,
      texts.map((text) => (text === null ? null : { text, kind: Kind.text })),
    );
  });
  const [list, flags] = [kernel.allocate(4 * columns.length), kernel.allocate(4 * columns.length)];
  kernel.u32(list, columns.length).set(columns);
  kernel.u32(flags, hows.length).set(hows.map(flagsOf));
  const lengths = kernel.allocate(4 * rows.length);
  const entries = kernel.allocate(ENTRY_BYTES * rows.length);
  const textBytes = rows.flat().reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
  const room = 3 * textBytes + 16 * rows.length * hows.length + 8 * rows.length;
  const arena = kernel.allocate(room + SLACK_BYTES);
  const end = kernel.call.sortKeys(list, flags, hows.length, rows.length, 0, lengths, entries, arena) >>> 0;
  return { entries, end, arenaEnd: arena + room };
}

function flagsOf({ isDescending, nullsFirst, values }: How): number {
  return (isDescending ? 1 : 0) | (nullsFirst ? 2 : 0) | FLAGS[values];
}

/** Address of the record of an entry. */
function recordOf(kernel: Kernel, entries: number, at: number): number {
  return kernel.u32(entries + at * ENTRY_BYTES + 8, 1)[0] as number;
}

function keyAt(kernel: Kernel, record: number): Buffer {
  const length = kernel.view(record, 4).getUint32(0, true);
  return Buffer.from(kernel.bytes.slice(record + 8, record + 8 + length));
}

/** Texts as a run: records, each with its row behind it. */
export function writeRun(kernel: Kernel, texts: readonly KeyedText[]): { readonly from: number; readonly end: number } {
  const records = texts.map(({ key, row }) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(key.length, 0);
    head.writeUInt32LE(row.length, 4);
    return Buffer.concat([head, key, row]);
  });
  const bytes = Buffer.concat(records);
  const from = kernel.allocate(bytes.length + SLACK_BYTES);
  kernel.bytes.set(bytes, from);
  return { from, end: from + bytes.length };
}

/** Entries of texts, in their order. */
export function writeEntries(kernel: Kernel, texts: readonly KeyedText[]): number {
  const { from, end } = writeRun(kernel, texts);
  const entries = kernel.allocate(ENTRY_BYTES * texts.length);
  kernel.call.loadRecords(from, end, entries);
  return entries;
}

/** The rows of entries. */
export function rowsOf(kernel: Kernel, entries: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const [record = 0, row = 0] = kernel.u32(entries + at * ENTRY_BYTES + 8, 2);
    const length = kernel.view(record, 8).getUint32(4, true);
    return Buffer.from(kernel.bytes.slice(row, row + length)).toString();
  });
}
