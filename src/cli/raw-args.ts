/**
 * What the command line says, checked value by value but not yet against the world: no file has been looked at, no
 * terminal asked. `resolveArgs` (args.ts) makes Args of it.
 */
import { PqError } from '../core/errors.ts';
import { parseSize } from '../core/sizes.ts';
import { EXPLAIN_FORMATS, type ExplainFormat } from '../plan/explain-formats.ts';
import { ALIGNMENTS, type Alignment, type Verb } from '../plan/logical-plan.ts';
import { parseColumnPath } from '../plan/parse/column-path.ts';
import type { ColumnPath } from '../protocol/stage.ts';
import { checkDialect } from './dialect.ts';
import type { NamedInputs } from './inputs/expand.ts';
import { COMMON_OPTIONS, type CommonOptionName } from './options.ts';
import * as values from './values.ts';
import { isChain } from './verbs/read-segments.ts';
import { innerArgs, readSide } from './verbs/side.ts';
import { readVerb } from './verbs/verbs.ts';
import type { Segment } from './verbs/words.ts';

export interface RawArgs {
  readonly inputs: NamedInputs;
  /** What is done, in order. */
  readonly verbs: readonly Verb[];
  /** What joins have on their right. */
  readonly sides: readonly RawArgs[];
  /** Path of the module of --load. */
  readonly load: string | undefined;
  readonly from: values.InputFormat | undefined;
  readonly delimiter: string | undefined;
  /** Empty for no quotes at all. */
  readonly quote: string | undefined;
  /** Empty for none; undefined: a quote is written twice. */
  readonly escapeMark: string | undefined;
  readonly comment: string | undefined;
  readonly trim: boolean;
  readonly skipLines: number;
  readonly encoding: values.EncodingName | undefined;
  /** Where in one JSON document the records are. */
  readonly root: ColumnPath | undefined;
  readonly header: boolean;
  readonly columnNames: readonly string[] | undefined;
  readonly nullValues: readonly string[];
  readonly sourceColumn: string | undefined;
  readonly alignment: Alignment;
  readonly to: values.OutputFormat | undefined;
  /** JSON from CSV has numbers. */
  readonly infersNumbers: boolean;
  /** Members of objects inside records are columns. */
  readonly flattens: boolean;
  /** Undefined is stdout. */
  readonly output: string | undefined;
  readonly jobs: values.Jobs | undefined;
  readonly partitions: number | undefined;
  readonly chunkBytes: number | undefined;
  readonly retries: number;
  readonly taskTimeoutMs: number | undefined;
  readonly tmpDirectory: string | undefined;
  /** In bytes. */
  readonly memoryLimit: number | undefined;
  readonly stats: boolean;
  readonly statsJson: string | undefined;
  /** What the plan is printed as; undefined for an answer. */
  readonly explain: ExplainFormat | undefined;
  /** The plan is printed after a run. */
  readonly analyzes: boolean;
  readonly unordered: boolean;
  readonly quiet: boolean;
  /** Undefined when neither --progress nor --no-progress was given. */
  readonly progress: boolean | undefined;
  readonly color: values.ColorChoice;
}

/** RawArgs while it is being filled. */
type Draft = { -readonly [Key in keyof RawArgs]: RawArgs[Key] };

const DEFAULT_RETRIES = 2;

/** What each common option does to the draft: a new one in the table fails to compile until it is here. */
const READERS: Readonly<Record<CommonOptionName, (draft: Draft, value: string) => void>> = {
  'files-from': (draft, value) => {
    draft.inputs = { ...draft.inputs, lists: [...draft.inputs.lists, value] };
  },
  from: (draft, value) => {
    draft.from = values.readFormat('--from', value, values.INPUT_FORMATS);
  },
  delimiter: (draft, value) => {
    draft.delimiter = values.readDelimiter(value);
  },
  tsv: (draft) => {
    draft.from = 'tsv';
  },
  'no-header': (draft) => {
    draft.header = false;
  },
  'column-names': (draft, value) => {
    draft.columnNames = values.readColumnNames(value);
    draft.header = false;
  },
  quote: (draft, value) => {
    draft.quote = values.readMark('--quote', value);
  },
  escape: (draft, value) => {
    draft.escapeMark = values.readMark('--escape', value);
  },
  comment: (draft, value) => {
    draft.comment = values.readComment(value);
  },
  trim: (draft) => {
    draft.trim = true;
  },
  'skip-lines': (draft, value) => {
    draft.skipLines = values.readCount('--skip-lines', value, 0);
  },
  encoding: (draft, value) => {
    draft.encoding = values.readEncoding(value);
  },
  root: (draft, value) => {
    draft.root = parseColumnPath(value);
  },
  'null-value': (draft, value) => {
    draft.nullValues = [...draft.nullValues, value];
  },
  columns: (draft, value) => {
    draft.alignment = values.readChoice('--columns', value, ALIGNMENTS);
  },
  'source-column': (draft, value) => {
    draft.sourceColumn = values.readText('--source-column', value);
  },
  to: (draft, value) => {
    draft.to = values.readFormat('--to', value, values.OUTPUT_FORMATS);
  },
  'no-inference': (draft) => {
    draft.infersNumbers = false;
  },
  flatten: (draft) => {
    draft.flattens = true;
  },
  load: (draft, value) => {
    draft.load = value;
  },
  output: (draft, value) => {
    draft.output = value === '-' ? undefined : value;
  },
  jobs: (draft, value) => {
    draft.jobs = values.readJobs('-j', value);
  },
  partitions: (draft, value) => {
    draft.partitions = values.readCount('--partitions', value, 1);
  },
  'chunk-size': (draft, value) => {
    draft.chunkBytes = parseSize(value);
  },
  retries: (draft, value) => {
    draft.retries = values.readCount('--retries', value, 0);
  },
  'task-timeout': (draft, value) => {
    draft.taskTimeoutMs = values.readDuration('--task-timeout', value);
  },
  'tmp-dir': (draft, value) => {
    draft.tmpDirectory = value;
  },
  'memory-limit': (draft, value) => {
    draft.memoryLimit = values.readMemoryLimit(value);
  },
  stats: (draft) => {
    draft.stats = true;
  },
  'stats-json': (draft, value) => {
    draft.statsJson = value;
  },
  explain: (draft, value) => {
    draft.explain = values.readChoice('--explain', value || 'text', EXPLAIN_FORMATS);
  },
  'explain-analyze': (draft, value) => {
    draft.explain = values.readChoice('--explain-analyze', value || 'text', EXPLAIN_FORMATS);
    draft.analyzes = true;
  },
  unordered: (draft) => {
    draft.unordered = true;
  },
  quiet: (draft) => {
    draft.quiet = true;
  },
  progress: (draft) => {
    draft.progress = true;
  },
  'no-progress': (draft) => {
    draft.progress = false;
  },
  color: (draft, value) => {
    draft.color = values.readColor(value);
  },
  version: () => {},
};

/** Answers the names of the functions that a module exports. */
export type LoadNames = (path: string) => ReadonlySet<string>;

const COMMON_NAMES: ReadonlySet<string> = new Set(COMMON_OPTIONS.map(({ name }) => name));

/** Common options may stand behind any verb, files behind one of them. Throws PQ_USAGE. */
export function readRawArgs(
  segments: readonly Segment[],
  loadNames: LoadNames,
  outer: RawArgs | undefined = undefined,
): RawArgs {
  const draft: Draft = outer === undefined ? emptyDraft() : { ...innerArgs(outer) };
  for (const { name, value } of segments.flatMap(({ mentions }) => mentions)) {
    if (COMMON_NAMES.has(name)) READERS[name as CommonOptionName](draft, value ?? '');
  }
  const common: RawArgs = { ...draft };
  const loaded: ReadonlySet<string> = draft.load === undefined ? new Set() : loadNames(draft.load);
  const side = (words: readonly string[]) => readSide(words, common, (inner) => readRawArgs(inner, loadNames, common));
  for (const [at, segment] of segments.entries()) {
    const { verbs, rest, right } = readVerb(segment, at === 0, loaded);
    if (rest.length > 0 && draft.inputs.operands.length > 0) throw strayOperand(segment.name, rest[0] as string);
    if (rest.some(isChain)) beginWith(draft, side(rest));
    else if (rest.length > 0) draft.inputs = { ...draft.inputs, operands: rest };
    draft.verbs = [...draft.verbs, ...verbs.map((verb) => numbered(verb, draft.sides.length))];
    if (right !== undefined) draft.sides = [...draft.sides, side(right)];
  }
  keepRows(draft);
  checkTogether(draft);
  return draft;
}

/** A data set is the end of all, and its directory is where the answer goes. */
function keepRows(draft: Draft): void {
  const keepers = [draft, ...draft.sides].flatMap(({ verbs }) => verbs.filter(({ kind }) => kind === 'partition'));
  const last = draft.verbs.at(-1);
  if (keepers.some((verb) => verb !== last)) {
    throw new PqError('PQ_USAGE', 'nothing comes behind partition and persist', {
      hint: 'what they write is an input: read it by a command of its own',
    });
  }
  if (last?.kind !== 'partition') return;
  if (last.directory !== undefined && draft.output !== undefined) {
    throw new PqError('PQ_USAGE', 'persist names its directory itself', { hint: 'leave out -o' });
  }
  draft.output = last.directory ?? draft.output;
  if (draft.output === undefined) throw new PqError('PQ_USAGE', 'pq partition needs a directory', { hint: '-o DIR' });
  if (draft.to === 'table' || draft.to === 'md')
    throw new PqError('PQ_USAGE', `a data set cannot be kept as ${draft.to}`, { hint: 'csv, tsv, json or ndjson' });
  if (draft.analyzes) throw new PqError('PQ_USAGE', '--explain-analyze would write a data set', { hint: '--explain' });
}

/** A chain in quotes in the place of files: its verbs come first, and how its files are read is how ours are. */
function beginWith(draft: Draft, { verbs, sides, ...others }: RawArgs): void {
  Object.assign(draft, others, { verbs: [...verbs, ...draft.verbs], sides: [...sides, ...draft.sides] });
}

function numbered(verb: Verb, side: number): Verb {
  return verb.kind === 'join' ? { ...verb, side } : verb;
}

function strayOperand(verb: string, word: string): PqError {
  return new PqError(
    'PQ_USAGE',
    `${JSON.stringify(word)} stands behind ${verb}, and files stand behind a verb before it`,
    {
      hint: 'files come once; an expression with blanks in it is put in quotes',
    },
  );
}

function emptyDraft(): Draft {
  return {
    ...{
      inputs: { operands: [], lists: [] },
      verbs: [],
      sides: [],
      load: undefined,
      infersNumbers: true,
      flattens: false,
    },
    ...{ from: undefined, delimiter: undefined, header: true, columnNames: undefined, nullValues: [] },
    ...{ quote: undefined, escapeMark: undefined, comment: undefined, trim: false, skipLines: 0 },
    ...{ encoding: undefined, root: undefined },
    ...{ sourceColumn: undefined, alignment: 'union' as const },
    ...{ to: undefined, output: undefined, jobs: undefined, partitions: undefined, chunkBytes: undefined },
    ...{ retries: DEFAULT_RETRIES, taskTimeoutMs: undefined, tmpDirectory: undefined, memoryLimit: undefined },
    ...{ stats: false, statsJson: undefined, explain: undefined, analyzes: false, quiet: false, unordered: false },
    ...{ progress: undefined, color: 'auto' },
  };
}

/** What each option cannot see alone. */
function checkTogether(draft: Draft): void {
  if (draft.partitions !== undefined && draft.chunkBytes !== undefined) {
    throw new PqError('PQ_USAGE', '--partitions and --chunk-size contradict each other', {
      hint: 'leave one of them out',
    });
  }
  checkDialect(draft);
}
