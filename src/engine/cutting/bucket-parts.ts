/** What was cut, in the order of the input: which pieces of rows each file of a data set is made of. */
import type { BucketPart, BucketsState, FileParts, FilesStage } from '../../protocol/stage.ts';
import { SharedSpill } from '../io/spill-file.ts';

type Pieces = FileParts['pieces'];

/** A file before it has a name. */
export interface CutFile {
  readonly pieces: Pieces;
  readonly rowCount: number;
}

export interface ValueFile extends CutFile {
  readonly values: readonly (string | null)[];
}

interface Part extends BucketPart {
  /** Which of the states it is in. */
  readonly spill: number;
}

export class BucketParts {
  readonly spills: FilesStage['spills'];
  readonly #parts: readonly Part[];

  constructor(states: readonly BucketsState[]) {
    this.spills = states.map(({ path }) => path);
    const parts = states.flatMap(({ parts }, spill) => parts.map((part) => ({ ...part, spill })));
    this.#parts = parts.toSorted((one, other) => one.partition - other.partition);
  }

  get rowCount(): number {
    return sum(this.#parts.flatMap(({ rowCounts }) => rowCounts));
  }

  /** A file for each bucket. */
  byBucket(count: number): readonly CutFile[] {
    return Array.from({ length: count }, (_, bucket) => fileOf(this.#parts.map((part) => ({ part, bucket }))));
  }

  /** Rows were cut in turns, beginning anew in each partition: turned on by the rows before it, as if there were one. */
  inTurns(count: number): readonly CutFile[] {
    let before = 0;
    const shifts = new Map<number, number>();
    for (const { partition, rowCounts } of this.#parts) {
      if (!shifts.has(partition)) shifts.set(partition, before % count);
      before += sum(rowCounts);
    }
    return Array.from({ length: count }, (_, turn) =>
      fileOf(this.#parts.map((part) => ({ part, bucket: (turn + count - (shifts.get(part.partition) ?? 0)) % count }))),
    );
  }

  /** A file for each combination of values, in the order of first appearance. */
  byValues(): readonly ValueFile[] {
    const found = new Map<string, { values: readonly (string | null)[]; at: { part: Part; bucket: number }[] }>();
    for (const part of this.#parts)
      for (const [bucket, values] of (part.values ?? []).entries()) {
        const key = JSON.stringify(values);
        const file = found.get(key) ?? { values, at: [] };
        found.set(key, file);
        file.at.push({ part, bucket });
      }
    return [...found.values()].map(({ values, at }) => ({ values, ...fileOf(at) }));
  }

  /**
   * Files of about so many bytes, one behind the other: a row belongs to a file by where it starts among all rows, so that
   * it does not matter how these were cut.
   */
  bySize(fileBytes: number): readonly CutFile[] {
    const files: { number: number; pieces: Pieces[number][]; rowCount: number }[] = [];
    let position = 0;
    for (const part of this.#parts) {
      for (const { file, rows, from, end } of this.#runsOf(part, position, fileBytes)) {
        if (files.at(-1)?.number !== file) files.push({ number: file, pieces: [], rowCount: 0 });
        const last = files.at(-1) as (typeof files)[number];
        last.pieces.push([part.spill, from, end]);
        last.rowCount += rows;
      }
      position += endOf(part) - part.startByte;
    }
    return files.length === 0 ? [{ pieces: [], rowCount: 0 }] : files;
  }

  /** Rows of a part that belong to the same file. */
  #runsOf(part: Part, position: number, fileBytes: number): readonly RowRun[] {
    const { startByte } = part;
    const rowCount = sum(part.rowCounts);
    const firstFile = Math.floor(position / fileBytes);
    if (position + endOf(part) - startByte <= (firstFile + 1) * fileBytes)
      return [{ file: firstFile, rows: rowCount, from: startByte, end: endOf(part) }];
    const runs: RowRun[] = [];
    let at = startByte;
    for (const length of this.#lengthsOf(part, rowCount)) {
      const file = Math.floor((position + at - startByte) / fileBytes);
      if (runs.at(-1)?.file !== file) runs.push({ file, rows: 0, from: at, end: at });
      const run = runs.at(-1) as RowRun;
      run.rows += 1;
      at += length;
      run.end = at;
    }
    return runs;
  }

  #lengthsOf({ spill, lengthsByte }: Part, rowCount: number): Uint32Array {
    if (lengthsByte === undefined) throw new Error('the lengths of rows were not kept');
    const path = this.spills[spill] as string | number;
    const file = new SharedSpill(path);
    const lengths = new Uint32Array(rowCount);
    file.read(new Uint8Array(lengths.buffer), lengthsByte);
    // A descriptor is closed by who writes the files.
    if (typeof path === 'string') file.close();
    return lengths;
  }
}

interface RowRun {
  readonly file: number;
  rows: number;
  readonly from: number;
  end: number;
}

/** Buckets that are empty are no pieces. */
function fileOf(at: readonly { readonly part: Part; readonly bucket: number }[]): CutFile {
  const pieces = at.flatMap(({ part, bucket }): Pieces => {
    const [from, end] = [part.ends[bucket - 1] ?? part.startByte, part.ends[bucket] ?? 0];
    return end > from ? [[part.spill, from, end]] : [];
  });
  return { pieces, rowCount: sum(at.map(({ part, bucket }) => part.rowCounts[bucket] ?? 0)) };
}

function endOf({ startByte, ends }: BucketPart): number {
  return ends.at(-1) ?? startByte;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
