/**
 * Cuts the input into partitions: big files into pieces of about equal size, small files packed together, pipes by
 * themselves, files that have to be decoded in one piece; always in file order. What is kept is one entry a piece of work
 * that differs, at most one a file; the partitions themselves are made when asked for, since there can be millions.
 */
import { inputBytes, storedBytes } from '../core/sizes.ts';
import type { PartitionList } from '../protocol/partitions.ts';
import type { InputFile, Span } from '../protocol/stage.ts';
import { FILE_COST_BYTES } from './file-cost.ts';

const MIB = 1024 ** 2;
/** Below this, dealing a task (0.5-2 ms for the round trip) costs more than its scan at 3 GB/s. */
const SMALLEST_TARGET_BYTES = MIB;
/** Above this, the last tasks to finish keep the other workers waiting. */
const LARGEST_TARGET_BYTES = 16 * MIB;
/** Partitions a worker: enough that a slow one can be made up for by the others. */
const PARTITIONS_PER_JOB = 8;

export interface PartitionOptions {
  /** How many workers there will be. */
  readonly jobs: number;
  /** Cut every file at exactly this distance, and pack nothing. */
  readonly chunkBytes?: number | undefined;
  /** About how many partitions to make. */
  readonly partitions?: number | undefined;
  /** How large a partition may be that is cut by pq's own choice. */
  readonly mostBytes?: number | undefined;
}

export interface PlannedPartitions extends PartitionList {
  /** About how large a partition is. */
  readonly targetBytes: number;
}

/** Several whole files, or one file cut into pieces, from the partition with this index on. */
interface Entry {
  readonly firstPartition: number;
  readonly firstFile: number;
  fileCount: number;
  readonly pieceCount: number;
  /** Where its pieces start, if it can be cut at certain bytes only. */
  readonly cuts?: readonly number[];
}

export function planPartitions(files: readonly InputFile[], options: PartitionOptions): PlannedPartitions {
  const targetBytes = chooseTarget(files, options);
  const { chunkBytes } = options;
  const entries = chunkBytes === undefined ? pack(files, targetBytes, options) : cutAll(files, chunkBytes);
  const last = entries.at(-1);
  const count = last === undefined ? 0 : last.firstPartition + last.pieceCount;
  return {
    targetBytes,
    count,
    at(index) {
      const entry = entryOf(entries, index);
      if (entry.pieceCount === 1) return { index, spans: wholeFiles(files, entry) };
      return { index, spans: [piece(files, entry, index - entry.firstPartition, chunkBytes)] };
    },
    startIsCertain(index) {
      const { firstPartition, cuts } = entryOf(entries, index);
      return firstPartition === index || cuts !== undefined;
    },
  };
}

function chooseTarget(files: readonly InputFile[], options: PartitionOptions): number {
  const { jobs, chunkBytes, partitions, mostBytes = LARGEST_TARGET_BYTES } = options;
  if (chunkBytes !== undefined) return chunkBytes;
  if (partitions !== undefined) return totalBytes(files, dataBytes) / partitions;
  const total = totalBytes(files, workBytes);
  return Math.min(mostBytes, Math.max(SMALLEST_TARGET_BYTES, total / (jobs * PARTITIONS_PER_JOB)));
}

/** Every file by itself, cut at multiples of the chunk size. */
function cutAll(files: readonly InputFile[], chunkBytes: number): readonly Entry[] {
  let firstPartition = 0;
  return files.map((file, firstFile) => {
    const cuts = cutsOf(file, chunkBytes);
    const evenCount = file.size === undefined ? 1 : Math.max(1, Math.ceil(dataBytes(file) / chunkBytes));
    const entry = { firstPartition, firstFile, fileCount: 1, ...piecesOf(evenCount, cuts) };
    firstPartition += entry.pieceCount;
    return entry;
  });
}

/**
 * Files that make more than one piece of about the target size are cut; runs of others are packed up to it. Where
 * everything is small there are still as many packs as workers: -j 3 on three small files is three tasks.
 */
function pack(files: readonly InputFile[], targetBytes: number, options: PartitionOptions): readonly Entry[] {
  const isToldHowMany = options.partitions !== undefined;
  const weigh = isToldHowMany ? dataBytes : workBytes;
  const packBytes = isToldHowMany ? targetBytes : Math.min(targetBytes, totalBytes(files, weigh) / options.jobs);
  const entries: Entry[] = [];
  let roomBytes = -1;
  // Not a loop of our own: see firstOf in report/accounting.ts.
  files.forEach((file, firstFile) => {
    const evenCount = pieceCountOf(file, targetBytes);
    const pieces = piecesOf(evenCount, cutsOf(file, dataBytes(file) / evenCount));
    const last = entries.at(-1);
    roomBytes -= weigh(file);
    const isPipe = storedBytes(file) === undefined;
    if (last !== undefined && roomBytes >= 0 && pieces.pieceCount === 1 && !isPipe) {
      last.fileCount += 1;
    } else {
      const firstPartition = last === undefined ? 0 : last.firstPartition + last.pieceCount;
      entries.push({ firstPartition, firstFile, fileCount: 1, ...pieces });
      roomBytes = pieces.pieceCount > 1 || isPipe ? -1 : packBytes - weigh(file);
    }
  });
  return entries;
}

/** The nearest whole number of pieces, so that none is smaller than two thirds of the target; none is empty. */
function pieceCountOf(file: InputFile, targetBytes: number): number {
  const bytes = file.size === undefined ? 0 : dataBytes(file);
  return bytes <= 1 ? 1 : Math.min(bytes, Math.max(1, Math.round(bytes / targetBytes)));
}

/** Of a file that can be cut at certain bytes only: the first of them at or behind each multiple of a distance. */
function cutsOf({ format }: InputFile, distanceBytes: number): readonly number[] | undefined {
  if (format?.kind !== 'cells') return undefined;
  let reached = -1;
  return format.starts.filter((start) => {
    const multiple = Math.floor(start / Math.max(1, distanceBytes));
    const isFirst = multiple > reached;
    reached = multiple;
    return isFirst;
  });
}

function piecesOf(evenCount: number, cuts: readonly number[] | undefined): Pick<Entry, 'pieceCount' | 'cuts'> {
  return cuts === undefined ? { pieceCount: evenCount } : { pieceCount: cuts.length, cuts };
}

/** The last entry that does not start after the partition. */
function entryOf(entries: readonly Entry[], index: number): Entry {
  let low = 0;
  let high = entries.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.firstPartition ?? Infinity) <= index) low = middle;
    else high = middle;
  }
  const entry = entries[low];
  const isInside = entry !== undefined && index >= 0 && index < entry.firstPartition + entry.pieceCount;
  if (!isInside) throw new RangeError(`there is no partition ${index}`);
  return entry;
}

function wholeFiles(files: readonly InputFile[], { firstFile, fileCount }: Entry): readonly Span[] {
  return files.slice(firstFile, firstFile + fileCount).map((file, offset) => wholeFile(file, firstFile + offset));
}

/** From its first record to its end; `number` is its place in the list. */
export function wholeFile(file: InputFile, number: number): Span {
  return { file: number, startByte: dataStart(file), stopByte: file.size ?? null };
}

function piece(files: readonly InputFile[], entry: Entry, index: number, chunkBytes: number | undefined): Span {
  const file = files[entry.firstFile] as InputFile;
  const bytes = dataBytes(file);
  const cut = (number: number): number =>
    entry.cuts?.[number] ??
    dataStart(file) + Math.min(bytes, Math.floor(number * (chunkBytes ?? bytes / entry.pieceCount)));
  // The last cut is the size of the file and not a product of fractions.
  const isLast = index === entry.pieceCount - 1;
  return { file: entry.firstFile, startByte: cut(index), stopByte: isLast ? dataStart(file) + bytes : cut(index + 1) };
}

function totalBytes(files: readonly InputFile[], weigh: (file: InputFile) => number): number {
  return files.reduce((sum, file) => sum + weigh(file), 0);
}

/** What a file takes, in bytes that are scanned in the same time. */
function workBytes(file: InputFile): number {
  return dataBytes(file) + FILE_COST_BYTES;
}

/** Bytes after the header; of what is decoded all that are stored, of a pipe none. */
function dataBytes(file: InputFile): number {
  return file.size === undefined ? (inputBytes(file) ?? 0) : file.size - dataStart(file);
}

/** The header of a file that nobody has looked at counts as data. */
function dataStart({ size, format, startByte = 0 }: InputFile): number {
  return Math.min(format?.dataStart ?? startByte, size ?? Infinity);
}
