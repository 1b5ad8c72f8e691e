/**
 * What the planning side hands to the data side: a stage is a pipeline over an input, a task is one partition of it.
 * Types only. Everything here crosses a process boundary as JSON, so it is plain readonly data.
 */
import type { StateKind } from '../core/aggregates.ts';
import type { CsvOnly } from '../core/csv-options.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { DataSetPart } from './data-set.ts';
import type { Expression } from './expression.ts';
import type { OutputColumn, RowFormat } from './result.ts';

/** How the text of one file is cut into records. Byte positions count from the start of the text. */
export type FileFormat =
  | {
      readonly kind: 'csv';
      /** One byte each; of no meaning where there is a dialect. */
      readonly delimiter: number;
      readonly quote: number;
      /** Set for what the kernel does not read. */
      readonly dialect?: CsvDialect;
      /** Names of the columns in file order, made unique. */
      readonly columns: readonly string[];
      /** Where the first record starts: after the byte order mark and the header. */
      readonly dataStart: number;
    }
  /** One JSON object a line. */
  | { readonly kind: 'ndjson'; readonly dataStart: number }
  /** JSON objects one after another, white space between them. */
  | { readonly kind: 'json-sequence'; readonly dataStart: number }
  /** One JSON array of objects; `dataStart` is at its first record, or at the `]` of an empty one. */
  | { readonly kind: 'json-array'; readonly dataStart: number }
  | CellsFormat;

/**
 * Rows that this run has made (RowsTable): what cells are is known, and nothing is read into them again, neither quotes nor
 * which texts are null. A column is found by its name; that of the record itself is ''.
 */
export interface CellsFormat {
  readonly kind: 'cells';
  readonly columns: readonly string[];
  readonly dataStart: number;
  /** Of rows, in order: where the file can be cut. The first one is 0, as dataStart is. */
  readonly starts: readonly number[];
  /** The format of the file that an answer is to be written like. */
  readonly like?: FileFormat;
}

/** How CSV is written: texts in UTF-8, empty for what there is not. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
  /** What takes its meaning from a quote or an escape inside quotes. */
  readonly escapeMark: string;
  /** A line that starts with it is no record. */
  readonly comment: string;
  /** White space around cells does not count, unless it stands in quotes. */
  readonly trim: boolean;
}

export type Compression = 'gzip' | 'brotli' | 'zstd';
/** Encodings that are turned into UTF-8. */
export type Encoding = 'utf-16le' | 'utf-16be' | 'latin1' | 'windows-1252';

/** What makes the text of a file from its bytes, in this order. */
export interface Decoding {
  /** Size of the file; undefined for a pipe. */
  readonly storedBytes: number | undefined;
  readonly compression: Compression | undefined;
  readonly encoding: Encoding | undefined;
  /** The place of the records in one JSON document: the text is these records, one a line. */
  readonly root: ColumnPath | undefined;
}

/** What the user said about the input: it decides how a file is read, together with what is in it. `quote` and
 * `escapeMark` are one byte, or empty for none; without an escape, a quote in quotes is written twice. */
export interface InputDialect extends CsvOnly {
  readonly from: 'csv' | 'tsv' | 'json' | 'ndjson' | undefined;
  readonly delimiter: string | undefined;
  readonly header: boolean;
  readonly columnNames: readonly string[] | undefined;
  readonly encoding: Encoding | 'utf-8' | 'utf-16' | undefined;
  /** The place of the records in one JSON document. */
  readonly root: ColumnPath | undefined;
  /** Name of a column with the name of the file in every record: no header may have it. */
  readonly sourceColumn: string | undefined;
}

/** Something to read, by its metadata alone. */
export interface InputSource {
  /** What to open: a path, or a descriptor number that every worker inherits. */
  readonly path: string | number;
  /** What to call it in messages. */
  readonly name: string;
  /** In bytes; undefined where only reading tells, in order and by one process: for a pipe, which can be read once, and
   * for a file that is known to be decoded. */
  readonly size: number | undefined;
  /** Checked again after the read: a file that changed meanwhile is an error. Undefined for what nobody else changes. */
  readonly mtimeMs: number | undefined;
  /** Where our part of the file starts, when that is not its first byte: stdin may have been read before us. */
  readonly startByte?: number;
  /** Set for a file of a data set. */
  readonly part?: DataSetPart;
}

export interface InputFile extends InputSource {
  /** Missing when nobody has looked yet: whoever reads the file does, and its spans begin before the header. */
  readonly format?: FileFormat;
  /** Positions are of the text that it makes. Where nobody has looked it can be found out later: the one span of such a
   * file goes from its first byte to its size all the same. */
  readonly decoding?: Decoding;
}

export interface InspectedFile extends InputFile {
  readonly format: FileFormat;
}

/** A place in a record: `address.city` is ['address', 'city'], `name[0]` is ['name', 0]; no steps: the record itself. */
export interface ColumnPath {
  readonly steps: readonly (string | number)[];
  /** As the user wrote it, without quotes: what a CSV header is compared with and what output columns are called. */
  readonly text: string;
}

/**
 * What is kept per group, merged over partitions. `column` is an index into Stage.columns. Nulls are left out.
 * - rows: how many records;
 * - count: how many that are not null;
 * - sum: count and exact sum of numbers;
 * - squares: exact sum of their squares;
 * - min, max: the least and greatest number and its source text;
 * - first, last: the value that comes first or last, by partition and then by place in it;
 * - booleans: whether there was a true, and whether there was a false;
 * - values: all numbers, exactly;
 * - distinct: the different values, told apart by their text, and how often each occurs;
 * - different: how many different values there are, told apart by their text; only where there is one group;
 * - texts: all values, by partition and then by place in it;
 * - hyperloglog: the registers of a HyperLogLog of the values' texts;
 * - products: of the records in which all of the columns are numbers: their count, the exact sum of each column, and of
 *   the product of each pair of columns (a column with itself, too).
 */
export type StateSpec =
  | { readonly kind: 'rows' }
  | { readonly kind: ColumnStateKind; readonly column: number }
  /** In ascending order, each once. */
  | { readonly kind: 'products'; readonly columns: readonly number[] };

type ColumnStateKind = Exclude<StateKind, 'rows' | 'products'>;

export interface PartialAggregate {
  readonly kind: 'partial-aggregate';
  /** Group keys: indexes into Stage.columns; empty for one group of everything. */
  readonly keys: readonly number[];
  readonly states: readonly StateSpec[];
}

/**
 * What is done with rows on their way to the operator. Columns are numbered: those that the rows begin with, then what
 * `compute` steps add, in their order; an aggregate and a pick leave only their own.
 */
export type Step =
  /** Keeps the rows for which it is true. */
  | { readonly kind: 'filter'; readonly condition: Expression }
  /** Adds a column each. */
  | { readonly kind: 'compute'; readonly expressions: readonly Computation[] }
  /** Keeps the first row of each combination of values. */
  | { readonly kind: 'distinct'; readonly columns: readonly number[] }
  | { readonly kind: 'head'; readonly count: number }
  | { readonly kind: 'tail'; readonly count: number }
  /** All rows, then all of them again. */
  | { readonly kind: 'repeat'; readonly count: number }
  /** Keeps each row with this probability; `record` is a column whose cells say where in the file a row is. */
  | { readonly kind: 'sample'; readonly fraction: number; readonly seed: number; readonly record: number }
  | { readonly kind: 'sort'; readonly order: RowOrder }
  /** Fails at the first row that is out of order; `file` is a column with the names of the rows' files. */
  | { readonly kind: 'check-order'; readonly order: RowOrder; readonly file: number }
  | { readonly kind: 'aggregate'; readonly operator: PartialAggregate; readonly outputs: readonly OutputColumn[] }
  | JoinRows;

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'cross';

/**
 * Makes of each row (the left side) a row with every row of the right side that has the same keys, in the order of the
 * right side: its columns come behind those of the left one. Of semi and anti only the left columns are there. What right
 * and full add, right rows that nothing matched, comes at the end of the rows, with nulls for all that is left.
 */
export interface JoinRows {
  readonly kind: 'join';
  readonly how: JoinKind;
  /** Which of the joins of a plan it is. */
  readonly side: number;
  /** Columns by number, as many of each side; none for cross. They are compared as group keys are, by their text. */
  readonly leftKeys: readonly number[];
  readonly rightKeys: readonly number[];
  /** Nulls match each other; else a row with a null among its keys matches nothing. */
  readonly nullsEqual: boolean;
  /** How many columns the rows of the right side have. */
  readonly rightColumnCount: number;
  /** All rows of the right side; undefined where the stage has them (JoinStage). */
  readonly right: RowsTable | AlignedRows | undefined;
}

/** The right side as files of which some belong to each partition of the left side: its rows are read when it is joined. */
export interface AlignedRows {
  readonly scan: ScanStage;
  /** By partition: files of the scan, each to be read whole. */
  readonly spans: readonly (readonly Span[])[];
}

/** Rows as cells (RowFormat 'cells'), in a file: a path, or a descriptor of this process. */
export interface RowsTable {
  readonly path: string | number;
  readonly byteLength: number;
  /** Where some of the rows start, in order; the first one is 0. */
  readonly starts: readonly number[];
}

export type Computation =
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** Where a row comes: its partition and its number there as it came to this step (u32 each, big-endian): 8 bytes as text. */
  | { readonly kind: 'place' }
  /** A JSON object with members set and others left out: `column` holds the object. */
  | {
      readonly kind: 'edit';
      readonly column: number;
      readonly set: readonly { readonly name: string; readonly column: number }[];
      readonly remove: readonly string[];
    };

/** The order of rows; those with equal keys stay in the order of the input. */
export interface RowOrder {
  readonly keys: readonly SortKey[];
  /** Of rows with equal keys only the first is wanted. */
  readonly isUnique: boolean;
  /** How many rows are wanted; all when it is not said. */
  readonly limit?: number;
}

export interface SortKey {
  readonly column: number;
  readonly isDescending: boolean;
  readonly nullsFirst: boolean;
  /** Numbers before texts; or what is no number as null; or all as texts; or as texts in which whole numbers count by
   * value; or as the bytes that they are (Computation 'place'). */
  readonly values: 'any' | 'number' | 'text' | 'natural' | 'place';
}

/** Puts rows in order: sorted runs of them are held, to be merged. */
export interface SortRows {
  readonly kind: 'sort-rows';
  readonly order: RowOrder;
  readonly rows: WriteRows;
}

/** Writes rows as text, in their order. */
export interface WriteRows {
  readonly kind: 'write-rows';
  /** What is written: columns by number. */
  readonly columns: readonly number[];
  readonly format: RowFormat;
  /** Set where the rows are the records as they came, or begin with them. */
  readonly copy?: RecordCopy;
}

/**
 * A CSV file with just these columns and the delimiter of the answer is copied, record by record; what else the answer
 * has comes behind.
 */
interface RecordCopy {
  /** Which column holds the record. */
  readonly column: number;
  /** Of the file's columns, in order. */
  readonly names: readonly string[];
  /** Columns that are read for something else, too; others are not read from a file that is copied. */
  readonly otherUses: readonly number[];
}

/** Keeps the first row of each combination of values. */
export interface DistinctRows {
  readonly kind: 'distinct-rows';
  readonly keys: readonly number[];
  readonly rows: WriteRows;
  /** The same as groups, of rows that have the keys first and then their own text, which is the one state. */
  readonly groups: GroupRows;
}

/** What is made of groups when all states of each have come together. */
export interface AnswerRows {
  readonly outputs: readonly OutputColumn[];
  readonly format: RowFormat;
}

export interface GroupRows extends AnswerRows {
  readonly operator: PartialAggregate;
}

/** Cuts the rows of each partition into buckets: what other processes then read bucket by bucket. */
export interface CutRows {
  readonly kind: 'cut-rows';
  readonly by: CutRule;
  readonly rows: WriteRows;
  /** Of one bucket: rows can be told apart later. */
  readonly keepsLengths?: true;
}

/**
 * What bucket a row goes to.
 * - hash: of the text of its columns (as group keys are hashed), as a fraction of all buckets;
 * - range: how many bounds (keys in base64, in order) are not after its key;
 * - turns: its number in the partition, modulo bucketCount;
 * - values: one for each combination of values, in the order of first appearance in the partition; `tellsKinds`: values
 *   that JSON writes in different ways are different, and their kinds (KindLetter) stand behind the values.
 */
export type CutRule =
  | {
      readonly kind: 'hash';
      readonly columns: readonly number[];
      readonly bucketCount: number;
      /** Of what is written for good: whether there were keys that may be read as other texts. */
      readonly tellsOddKeys?: true;
    }
  | { readonly kind: 'range'; readonly keys: readonly SortKey[]; readonly bounds: readonly string[] }
  | { readonly kind: 'turns'; readonly bucketCount: number }
  | { readonly kind: 'values'; readonly columns: readonly number[]; readonly tellsKinds: boolean };

/** null, text of CSV, string, number, boolean, nested. */
export type KindLetter = '0' | 't' | 's' | 'n' | 'b' | 'j';

/** Reads files, and keeps the states of their groups, or sorted runs of their rows, or writes rows. */
export interface ScanStage {
  readonly kind: 'scan';
  readonly files: readonly InputFile[];
  /** For files that have not been looked at. */
  readonly dialect: InputDialect;
  /** The columns that the pipeline reads, each once. */
  readonly columns: readonly ColumnPath[];
  /** Index of the column that is InputDialect.sourceColumn, if it is read. */
  readonly sourceColumn?: number;
  /** Cells with one of these texts are null. */
  readonly nullValues: readonly string[];
  readonly steps: readonly Step[];
  readonly operator: Operator;
  readonly environment: StageEnvironment;
}

/** The end of a pipeline. */
export type Operator = PartialAggregate | SortRows | DistinctRows | CutRows | WriteRows;

/** What steps can ask for besides the rows. */
export interface StageEnvironment {
  /** When the run began: 2026-11-21T17:30:00Z. */
  readonly now: string;
  /** Path of the module with the user's functions. */
  readonly load?: string;
  /** Where a process puts aside what it does not hold in memory. */
  readonly tmpDirectory: string;
  readonly memory: MemoryRules;
}

/** In bytes, of each process. */
export interface MemoryRules {
  /** Of rows, while they are collected to be sorted. */
  readonly sortBytes: number;
  /** Of sorted runs, before they go to a file. */
  readonly heldBytes: number;
  /** Of rows of a range, while it is merged. */
  readonly rangeBytes: number;
  /** Of rows of the right side of a join, and the table of their keys, where rows come in buckets. */
  readonly joinBytes: number;
  /** Of groups and their states, before they go to a file: where most records are groups of their own, and at all. */
  readonly groupBytes: number;
  readonly mostGroupBytes: number;
  /** Into how many shares groups are cut by hash of the key: a power of two. */
  readonly shareCount: number;
}

/** What is done with the rows of a scan when all of it, or all before them, is there: by one process, in order. */
export interface FinishStage {
  /** What the rows come with. */
  readonly columns: readonly ColumnPath[];
  readonly steps: readonly Step[];
  readonly operator: WriteRows;
  readonly environment: StageEnvironment;
}

/**
 * Merges states that were cut by hash of the key into shares, and writes the rows of the answer. The file of a span is the
 * number of a share.
 */
export interface MergeStage extends GroupRows {
  readonly kind: 'merge';
  readonly states: readonly CutState[];
  readonly environment: StageEnvironment;
}

/**
 * Merges sorted runs, and writes their rows in order. The file of a span is the number of a range: what lies between two
 * bounds.
 */
export interface SortMergeStage {
  readonly kind: 'sort-merge';
  readonly states: readonly RunsState[];
  /** One less than ranges, in order. */
  readonly bounds: readonly RangeBound[];
  readonly isUnique: boolean;
}

/** A place in the order of all rows of some runs: that of one of their rows. */
export interface RangeBound {
  /** Of its key, in base64. */
  readonly key: string;
  /** Which run it is in, and where it starts there. */
  readonly run: number;
  readonly startByte: number;
}

/**
 * Joins the rows of two sides that were cut by hash of their keys, bucket by bucket. The file of a span is the number of a
 * task.
 */
export interface JoinStage {
  readonly kind: 'join';
  readonly left: readonly BucketsState[];
  readonly right: readonly BucketsState[];
  readonly leftColumns: readonly ColumnPath[];
  readonly tasks: readonly JoinTask[];
  /** The first one is the join, and its right side is what the bucket holds. */
  readonly steps: readonly Step[];
  readonly operator: Operator;
  readonly environment: StageEnvironment;
}

/** Rows of a bucket that came from some partitions of the left side, with all of its right side. */
export interface JoinTask extends PartitionRange {
  readonly bucket: number;
  /**
   * Where the right side comes in parts: the partitions whose rows are there together. All rows of the left side meet each
   * part, so that pairs do not come in the order of the left side.
   */
  readonly rightGroups?: readonly PartitionRange[];
  /** Of a bucket that has several tasks: all but right rows that nothing matches, or only these; both, when it is not said. */
  readonly keeps?: 'left' | 'right';
}

/** [startPartition, stopPartition). */
export interface PartitionRange {
  readonly startPartition: number;
  readonly stopPartition: number;
}

/** Writes files from pieces of rows. The file of a span is the number of one of them. */
export interface FilesStage {
  readonly kind: 'write-files';
  readonly directory: string;
  /** What messages call it. */
  readonly title: string;
  /** What pieces are of: paths, or descriptors of this process. */
  readonly spills: readonly (string | number)[];
  readonly files: readonly FileParts[];
  readonly around: RowsAround;
}

/** What stands around the rows of a file. */
interface RowsAround {
  readonly start: string;
  /** Bytes at the start of every row that the first one does without. */
  readonly separatorBytes: number;
  readonly end: string;
  /** The end of a file without rows. */
  readonly endOfNone: string;
}

export interface FileParts {
  /** In the directory. */
  readonly path: string;
  readonly pieces: readonly FilePiece[];
}

type FilePiece = readonly [spill: number, startByte: number, endByte: number];

/** What became of one file of a FilesStage. */
export interface WrittenFile {
  readonly file: number;
  readonly byteLength: number;
  readonly crc32: number;
}

export type Stage = ScanStage | MergeStage | SortMergeStage | JoinStage | FilesStage;

/** Records that start in [startByte, stopByte) of a file. */
export interface Span {
  /** Index into Stage.files. */
  readonly file: number;
  readonly startByte: number;
  /** Infinity is written as null: to the end of a stream. */
  readonly stopByte: number | null;
}

/**
 * A partition of the input: the unit of ordering, retry and proof. One span of a big file, or several whole small files.
 */
export interface Partition {
  readonly index: number;
  readonly spans: readonly Span[];
}

export interface TaskSpec extends Partition {
  /** True when the first span starts at a record for certain; false when the worker must guess the first record
   * that starts at or after startByte. */
  readonly startIsCertain: boolean;
}

/** What became of one span. */
export interface SpanResult {
  readonly file: number;
  /** Where the first record started (or was guessed to). */
  readonly startByte: number;
  /** Where the next record after this span starts; the file's size when there is none. */
  readonly endByte: number;
  /** Records read, and how they were disposed of: records = used + filtered + skipped + rejected. */
  readonly records: number;
  readonly used: number;
  /** Left out by a condition or a sample. */
  readonly filtered: number;
  /** Blank lines between records. */
  readonly skipped: number;
  readonly rejected: number;
}

export interface TaskMetrics {
  /** Milliseconds of work, of which reading. */
  readonly busyMs: number;
  readonly readMs: number;
  /** Bytes read. */
  readonly byteCount: number;
  /** By step, and then of the operator. */
  readonly steps: readonly StepMetrics[];
  /** Which of the stage's columns have occurred to the worker so far; none for a merge. */
  readonly columnsSeen: readonly boolean[];
}

export interface StepMetrics {
  /** Rows that came to it. */
  readonly rows: number;
  /** Milliseconds, without what comes behind it. */
  readonly busyMs: number;
  /** Of a join. */
  readonly join?: JoinMetrics;
}

/**
 * Of a task: how many rows of the left side came to a join, how many of them have a match, and how many rows it made. Then
 * of the right side: rows, different keys (no nulls, where these match nothing), and rows beyond the first of their key.
 * These are the same for all tasks of a scan, or 0 and not known where a process has not read it; of a JoinStage they are to
 * be added up: only one task of each bucket tells them.
 */
export interface JoinMetrics {
  readonly leftRows: number;
  readonly leftMatched: number;
  readonly rowsOut: number;
  readonly rightRows: number;
  /** Not known where the right side comes in parts. */
  readonly rightKeys?: number;
  readonly rightRepeats?: number;
  /** Rows of the right side with a match; known of right and full. */
  readonly rightMatched?: number;
  /** What was read of the right side in this task. */
  readonly rightRead?: SideRead;
}

/** Of files that a task read besides its own. */
export interface SideRead extends Pick<TaskMetrics, 'byteCount' | 'readMs'> {
  readonly spans: readonly SpanResult[];
}

/** A failure caused by the data: the same on every run, so it is not retried. */
export interface DataError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  /** Index into Stage.files, -1 for none, and the byte at fault, when there is one; or the line, when only that is known. */
  readonly file: number;
  readonly byte?: number;
  readonly line?: number;
}

export type TaskResult =
  | {
      readonly kind: 'succeeded';
      readonly partition: number;
      readonly spans: readonly SpanResult[];
      readonly metrics: TaskMetrics;
      /** Of the rows that it wrote; 0 for states. */
      readonly outputBytes: number;
      /** No more rows are wanted: what follows need not be read. */
      readonly isEnough: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly partition: number;
      /** Where the first span started, for the proof that the error is real. */
      readonly startByte: number;
      readonly error: DataError;
    };

/** Where the rows of a task are, once they are asked for. */
export type Delivery =
  /** Where they belong. */
  | { readonly kind: 'placed' }
  | SentState
  /** In this process: pieces of whole rows, and what to call when nobody needs them any more. */
  | { readonly kind: 'here'; readonly pieces: readonly Uint8Array[]; release(): void };

/** Where a worker writes rows itself: into a file that is there, from a byte on. */
export interface OutputPlace {
  readonly path: string;
  /** What messages call the file; undefined for a temporary one. */
  readonly name: string | undefined;
  readonly startByte: number;
}

/** How the state that a worker holds for its finished tasks is asked for. */
export interface CollectForm {
  /** 1: whole; else cut by hash of the key into so many shares, a power of two. */
  readonly shareCount: number;
  /** Nobody else has any: the rows of the answer. */
  readonly answer?: AnswerRows | undefined;
}

/** Where the state that a worker holds for its finished tasks can be found. */
export type StateRef = WholeState | CutState | RunsState | RowsState | BucketsState;

type WholeState =
  /** In the coordinator's own runner. */
  { readonly kind: 'held' } | SentState;

export type SentState =
  | { readonly kind: 'inline'; readonly base64: string }
  | { readonly kind: 'file'; readonly path: string; readonly byteLength: number };

/** States that are merged by a stage of their own. */
export type LeftState = CutState | RunsState | BucketsState;

/** Rows cut into buckets (CutRows), in a file: a path, or a descriptor of this process, which who reads it closes. */
export interface BucketsState {
  readonly kind: 'buckets';
  readonly path: string | number;
  readonly parts: readonly BucketPart[];
  /** There were keys that may be read as other texts, if that is told. */
  readonly hasOddKeys?: true;
}

/** The rows of one partition, those of each bucket together, in their order. A large partition can have several parts, in
 * order. */
export interface BucketPart {
  readonly partition: number;
  readonly startByte: number;
  /** By bucket: where its rows end, and how many they are. */
  readonly ends: readonly number[];
  readonly rowCounts: readonly number[];
  /** Where the lengths of the rows are in the file (u32 each), if they are kept. */
  readonly lengthsByte?: number;
  /** Of the rule 'values': the texts of each bucket's values, a character a byte; null where there is none. */
  readonly values?: readonly (readonly (string | null)[])[];
}

/** Sorted runs, in a file. */
export interface RunsState {
  readonly kind: 'runs';
  readonly path: string;
  readonly runs: readonly SortedRun[];
}

/** Records in order, and behind them an index of them (engine/sorting/run-writer.ts). */
export interface SortedRun {
  readonly partition: number;
  readonly rows: number;
  readonly startByte: number;
  readonly rowsEnd: number;
  readonly endByte: number;
}

/** Cut by hash of the key, in a file. */
export interface CutState {
  readonly kind: 'cut';
  readonly path: string;
  readonly parts: readonly CutPart[];
}

/** Groups that were put aside together: where they begin in the file, and where each share ends. */
export interface CutPart {
  readonly startByte: number;
  readonly ends: readonly number[];
}

/** Rows of the answer with their places, in a file: sequences in order, and where each ends (engine/operators/row-file.ts). */
export interface RowsState {
  readonly kind: 'rows';
  readonly path: string;
  readonly ends: readonly number[];
}
