/**
 * The options of pq as one table. The parser, `--help`, and docs/commands/ are made from it, so that none of them can
 * disagree. Data only: what an option does is in commands/.
 */
import { aggregateOptions } from './aggregate-options.ts';

export const OPTION_GROUPS = [
  'Aggregates',
  'Order',
  'Partitions',
  'Join',
  'Rows',
  'Input',
  'Output',
  'Parallel',
  'Measuring',
  'Reports',
  'Other',
] as const;

export interface OptionSpec {
  /** The long name, without dashes: unique. */
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in help; without it the option is a switch. */
  readonly argument?: string;
  /** The value can be left out, and is given only as `--name=VALUE`: the word after it is never taken. */
  readonly valueOnlyAfterEquals?: true;
  readonly summary: string;
  readonly group: (typeof OPTION_GROUPS)[number];
  readonly repeatable?: true;
  readonly default?: string;
  /** Other long names that work and that help leaves out. */
  readonly aliases?: readonly string[];
}

/** Every command: what a terminal shows, and the version. */
const TERMINAL_OPTIONS = [
  {
    name: 'progress',
    group: 'Reports',
    summary: 'show the progress from the start; on a terminal only',
  },
  {
    name: 'no-progress',
    group: 'Reports',
    summary: 'never show it; without either: on a terminal, after half a second',
  },
  {
    name: 'color',
    argument: 'WHEN',
    group: 'Reports',
    summary: 'auto (on a terminal), always or never',
    default: 'FORCE_COLOR and NO_COLOR, else auto',
    aliases: ['colour'],
  },
  { name: 'version', short: 'V', group: 'Other', summary: 'print the version' },
] as const satisfies readonly OptionSpec[];

/** Wherever there are inputs, an answer, and work to share out: every verb has them, and in a chain any may be given them. */
export const COMMON_OPTIONS = [
  {
    name: 'files-from',
    argument: 'FILE',
    group: 'Input',
    repeatable: true,
    summary: 'read the files that this file names, too, one a line or ended by NUL; - is stdin',
  },
  {
    name: 'from',
    argument: 'FORMAT',
    group: 'Input',
    summary: 'csv, tsv, json (array or one document after another) or ndjson',
    default: 'by extension, then by content',
  },
  {
    name: 'delimiter',
    short: 'd',
    argument: 'TEXT',
    group: 'Input',
    summary: 'what stands between CSV cells: ;, tab or \\t, ||',
  },
  { name: 'tsv', short: 't', group: 'Input', summary: 'the same as --from tsv' },
  {
    name: 'no-header',
    short: 'H',
    group: 'Input',
    summary: 'CSV without a header line',
    aliases: ['no-headers'],
  },
  {
    name: 'column-names',
    argument: 'NAMES',
    group: 'Input',
    summary: 'names for CSV without a header line, by comma; implies -H',
  },
  {
    name: 'quote',
    argument: 'C',
    group: 'Input',
    summary: 'the character around CSV cells that hold delimiters; none: quotes are text',
    default: '"',
  },
  {
    name: 'escape',
    argument: 'C',
    group: 'Input',
    summary: 'what stands before a quote inside quotes',
    default: 'the quote itself, written twice',
  },
  { name: 'comment', argument: 'TEXT', group: 'Input', summary: 'CSV lines that start with this are passed over' },
  { name: 'trim', group: 'Input', summary: 'white space around CSV cells does not count, unless it is quoted' },
  { name: 'skip-lines', argument: 'N', group: 'Input', summary: 'lines to pass over before the header of CSV' },
  {
    name: 'encoding',
    argument: 'NAME',
    group: 'Input',
    summary: 'utf-8, utf-16 (also -le, -be), latin1 or windows-1252',
    default: 'by the byte order mark, else utf-8',
  },
  {
    name: 'root',
    argument: 'PATH',
    group: 'Input',
    summary: 'the records are in one JSON document, at this place: data.items, result[0].rows',
  },
  {
    name: 'null-value',
    argument: 'TEXT',
    group: 'Input',
    repeatable: true,
    summary: 'a cell with this text is null, as an empty one is',
  },
  {
    name: 'columns',
    argument: 'MODE',
    group: 'Input',
    summary:
      'CSV files with different headers: union (by name, null where missing), intersect (only columns that all have) ' +
      'or strict (all the same)',
    default: 'union',
  },
  {
    name: 'source-column',
    argument: 'NAME',
    group: 'Input',
    summary: 'a column with the name of its file in every record, - for stdin',
  },
  {
    name: 'to',
    argument: 'FORMAT',
    group: 'Output',
    summary: 'csv, tsv, json, ndjson, md or table',
    default: 'the extension of -o, a table on a terminal, else as the input',
  },
  {
    name: 'flatten',
    group: 'Output',
    summary: 'JSON objects inside records become columns of their own: address.city',
  },
  {
    name: 'no-inference',
    group: 'Output',
    summary: 'JSON from CSV: every cell is a string, never a number',
  },
  {
    name: 'output',
    short: 'o',
    argument: 'FILE',
    group: 'Output',
    summary: 'write here; the file is replaced when all is done, never half-written',
  },
  {
    name: 'jobs',
    short: 'j',
    argument: 'N',
    group: 'Parallel',
    summary: 'worker processes: a number, a part of the processors (50%), or auto; 1 is this process alone',
    default: 'PQ_JOBS, else auto',
  },
  { name: 'partitions', argument: 'N', group: 'Parallel', summary: 'cut the input into about N parts' },
  {
    name: 'chunk-size',
    argument: 'SIZE',
    group: 'Parallel',
    summary: 'cut files every SIZE bytes (k, M and G are understood)',
  },
  {
    name: 'retries',
    argument: 'N',
    group: 'Parallel',
    summary: 'how often a part is tried again after its worker died',
    default: '2',
  },
  {
    name: 'task-timeout',
    argument: 'TIME',
    group: 'Parallel',
    summary: 'how long a worker may be at one part before the run ends with status 124: 30s, 500ms, 2m',
    default: 'no limit',
  },
  {
    name: 'load',
    argument: 'MODULE',
    group: 'Other',
    summary: 'a JavaScript module whose exported functions can be called in expressions',
  },
  {
    name: 'tmp-dir',
    argument: 'DIR',
    group: 'Parallel',
    summary: 'where temporary files go',
    default: "memory (/dev/shm) with plenty of room there, else the system's directory",
  },
  {
    name: 'memory-limit',
    argument: 'SIZE',
    group: 'Parallel',
    summary:
      'what sort, agg, distinct and join may hold, all processes together, above what they take with nothing to do; more goes to files',
  },
  { name: 'stats', group: 'Reports', summary: 'print a table of times, sizes and counts to stderr' },
  { name: 'stats-json', argument: 'FILE', group: 'Reports', summary: 'write the same figures as JSON; - is stdout' },
  {
    name: 'explain',
    argument: 'FORMAT',
    valueOnlyAfterEquals: true,
    group: 'Reports',
    summary: 'print the plan and its reasons as text, json, dot or mermaid; do not run it',
  },
  {
    name: 'explain-analyze',
    argument: 'FORMAT',
    valueOnlyAfterEquals: true,
    group: 'Reports',
    summary: 'run it, throw the answer away, and print the plan with actual rows, bytes and times',
  },
  {
    name: 'unordered',
    group: 'Output',
    summary: 'rows in any order: none waits for those before it',
  },
  { name: 'quiet', short: 'q', group: 'Reports', summary: 'no report line and no progress on stderr' },
  ...TERMINAL_OPTIONS,
] as const satisfies readonly OptionSpec[];

/** Of every verb: which records it gets. */
const RECORD_OPTIONS = [
  {
    name: 'where',
    short: 'w',
    argument: 'EXPR',
    group: 'Rows',
    repeatable: true,
    summary: 'only the records for which this is true',
  },
  {
    name: 'drop-null',
    argument: 'COLS',
    group: 'Rows',
    repeatable: true,
    summary: 'only the records in which none of these columns is null; before --where',
    aliases: ['dropna'],
  },
] as const satisfies readonly OptionSpec[];

const AGG_OWN_OPTIONS = [
  {
    name: 'agg',
    argument: 'EXPRS',
    group: 'Aggregates',
    repeatable: true,
    summary: "expressions by comma, such as 'avg(age) as a, count(*)'",
  },
  {
    name: 'group-by',
    short: 'g',
    argument: 'COLS',
    group: 'Aggregates',
    repeatable: true,
    summary: 'one row for each combination of these, in order of first appearance',
  },
] as const satisfies readonly OptionSpec[];

const HEAD_OWN_OPTIONS = [
  { name: 'lines', short: 'n', argument: 'N', group: 'Rows', summary: 'how many rows', default: '10' },
] as const satisfies readonly OptionSpec[];

const SAMPLE_OWN_OPTIONS = [
  { name: 'seed', argument: 'N', group: 'Rows', summary: 'another seed keeps other rows', default: '0' },
] as const satisfies readonly OptionSpec[];

const JOIN_OWN_OPTIONS = [
  {
    name: 'on',
    argument: 'COLS',
    group: 'Join',
    repeatable: true,
    summary: 'columns that both sides have, by comma: rows match where their texts are equal',
  },
  {
    name: 'left-on',
    argument: 'EXPRS',
    group: 'Join',
    repeatable: true,
    summary: 'columns or expressions of the left side, by comma',
  },
  { name: 'right-on', argument: 'EXPRS', group: 'Join', repeatable: true, summary: 'and those of the right side' },
  {
    name: 'how',
    argument: 'KIND',
    group: 'Join',
    summary: 'inner, left, right, full, semi, anti or cross',
    default: 'inner',
  },
  {
    name: 'left',
    argument: 'FILE',
    group: 'Join',
    repeatable: true,
    summary: 'a file of the left side; several are one input',
  },
  { name: 'right', argument: 'FILE', group: 'Join', repeatable: true, summary: 'a file of the right side' },
  { name: 'nulls-equal', group: 'Join', summary: 'null keys match each other' },
  { name: 'ignore-case', short: 'i', group: 'Join', summary: 'keys as if they were in lower case' },
  {
    name: 'suffix-right',
    argument: 'TEXT',
    group: 'Join',
    summary: 'what columns of the right side get behind a name that the left one has',
    default: '_right',
  },
  { name: 'prefix-left', argument: 'TEXT', group: 'Join', summary: 'what stands before all names of the left side' },
  { name: 'prefix-right', argument: 'TEXT', group: 'Join', summary: 'and of the right side' },
  {
    name: 'validate',
    argument: 'RULE',
    group: 'Join',
    summary: 'fail where keys are there twice: 1:1 on neither side, 1:m on the left, m:1 on the right',
  },
  {
    name: 'max-blowup',
    argument: 'N',
    group: 'Join',
    summary: 'fail when there are more than N rows for each row of the larger side',
  },
  {
    name: 'strategy',
    argument: 'NAME',
    group: 'Parallel',
    summary: 'auto, broadcast, shuffle, prepartitioned or naive; the answer is the same',
    default: 'auto: --explain says which, and why',
  },
  {
    name: 'broadcast-limit',
    argument: 'SIZE',
    group: 'Parallel',
    summary: 'a right side up to this size is copied to every worker',
    default: '256M',
  },
] as const satisfies readonly OptionSpec[];

const SORT_OWN_OPTIONS = [
  {
    name: 'key',
    short: 'k',
    argument: 'COL[:FLAGS]',
    group: 'Order',
    repeatable: true,
    summary: 'a column, instead of KEYS; flags: r reverse, n numbers only, t as text, N natural, i ignoring case',
  },
  { name: 'reverse', short: 'r', group: 'Order', summary: 'every key the other way round; nulls stay last' },
  {
    name: 'numeric',
    short: 'n',
    group: 'Order',
    summary: 'what is no number counts as null; numbers are sorted by value anyway',
  },
  { name: 'natural', group: 'Order', summary: 'whole numbers within texts by value: file2 before file10' },
  { name: 'ignore-case', short: 'i', group: 'Order', summary: 'texts as if they were in lower case' },
  { name: 'unique', short: 'u', group: 'Rows', summary: 'of records with equal keys only the first' },
  { name: 'limit', short: 'l', argument: 'N', group: 'Rows', summary: 'only the first N rows of the order' },
  {
    name: 'check',
    group: 'Order',
    summary:
      'sort nothing: name the first record that is out of order, and exit with 1; with -u also one that is equal',
  },
  {
    name: 'merge',
    group: 'Order',
    summary: 'the files are in order, each by itself: sorting them finds that out by itself, too',
  },
] as const satisfies readonly OptionSpec[];

const FORCE = {
  name: 'force',
  group: 'Output',
  summary: 'replace a data set that is there, whole; other directories must be empty',
} as const satisfies OptionSpec;

const PARTITION_OWN_OPTIONS = [
  {
    name: 'by',
    argument: 'SCHEME',
    group: 'Partitions',
    summary: 'hash:COLS, range:COLS, value:COLS (a directory for each value) or round-robin',
  },
  { name: 'number', short: 'n', argument: 'N', group: 'Partitions', summary: 'how many partitions; not with value' },
  FORCE,
] as const satisfies readonly OptionSpec[];

const PERSIST_OWN_OPTIONS = [
  {
    name: 'file-size',
    argument: 'SIZE',
    group: 'Partitions',
    summary: 'about how large files become',
    default: '64M',
  },
  FORCE,
] as const satisfies readonly OptionSpec[];

/** What only one verb has. */
const OWN_OPTIONS = {
  agg: [...aggregateOptions(), ...AGG_OWN_OPTIONS],
  join: JOIN_OWN_OPTIONS,
  head: HEAD_OWN_OPTIONS,
  tail: HEAD_OWN_OPTIONS,
  partition: PARTITION_OWN_OPTIONS,
  persist: PERSIST_OWN_OPTIONS,
  sample: SAMPLE_OWN_OPTIONS,
  sort: SORT_OWN_OPTIONS,
} satisfies Readonly<Record<string, readonly OptionSpec[]>>;

export type CommonOptionName = (typeof COMMON_OPTIONS)[number]['name'];

/** All options of a verb. */
export function optionsOf(verb: string): readonly OptionSpec[] {
  const own: readonly OptionSpec[] = verb in OWN_OPTIONS ? OWN_OPTIONS[verb as keyof typeof OWN_OPTIONS] : [];
  return [...own, ...RECORD_OPTIONS, ...COMMON_OPTIONS];
}

export const BENCH_OPTIONS = [
  {
    name: 'jobs',
    short: 'j',
    argument: 'LIST',
    group: 'Parallel',
    summary: 'which -j to measure, by comma: 1,2,4 or 50%; 1 is always among them, as the baseline',
    default: '1, 2, 4 ... up to the processors',
  },
  {
    name: 'weak',
    group: 'Parallel',
    summary: 'weak scaling: name the input w times for w workers, so that the work of each stays the same',
  },
  { name: 'runs', argument: 'N', group: 'Measuring', summary: 'how many runs of each -j are counted', default: '5' },
  {
    name: 'warmup',
    argument: 'N',
    group: 'Measuring',
    summary: 'how many runs of each -j come before them and are not counted',
    default: '1',
  },
  { name: 'json', group: 'Reports', summary: 'print all times and figures as JSON instead of a table' },
  ...TERMINAL_OPTIONS,
] as const satisfies readonly OptionSpec[];

/** How an option is written in help: `-o, --output FILE`, `--count[=COLS]`. */
export function optionUsage(option: OptionSpec): string {
  const long = `--${option.name}`;
  const names = option.short === undefined ? long : `-${option.short}, ${long}`;
  if (option.argument === undefined) return names;
  return option.valueOnlyAfterEquals ? `${names}[=${option.argument}]` : `${names} ${option.argument}`;
}
