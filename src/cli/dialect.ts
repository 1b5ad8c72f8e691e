/** What the options about CSV and JSON text cannot see alone: which of them contradict each other. */
import { csvOnlyOption } from '../core/csv-options.ts';
import { PqError } from '../core/errors.ts';
import type { RawArgs } from './raw-args.ts';

type Dialect = Pick<
  RawArgs,
  'from' | 'delimiter' | 'quote' | 'escapeMark' | 'comment' | 'trim' | 'skipLines' | 'root' | 'header'
>;

const IS_JSON: Readonly<Record<NonNullable<Dialect['from']>, boolean>> = {
  ...{ csv: false, tsv: false },
  ...{ json: true, ndjson: true },
};

/** Throws PQ_USAGE. */
export function checkDialect(dialect: Dialect): void {
  checkFormat(dialect);
  checkMarks(dialect);
}

/** Options for one format, and the other format told. What a file's name or content says is seen later. */
function checkFormat({ from, delimiter, root, header, ...csv }: Dialect): void {
  if (from === 'tsv' && delimiter !== undefined && delimiter !== '\t') {
    throw contradiction('-d and tsv contradict each other', 'leave -t or --from tsv out');
  }
  const option = csvOnlyOption(csv);
  if (from !== undefined && IS_JSON[from] && option !== undefined) {
    throw contradiction(`${option} is for CSV, and the input is said to be ${from}`, `leave ${option} or --from out`);
  }
  if (root === undefined) return;
  const other = delimiter === undefined ? (option ?? (header ? undefined : '-H')) : '-d';
  if (other !== undefined) throw contradiction(`--root is for JSON, and ${other} for CSV`, 'leave one of them out');
  if (from !== undefined && from !== 'json') {
    throw contradiction(`--root is for one JSON document, and the input is said to be ${from}`, 'leave --from out');
  }
}

/** What begins alike cannot be told apart. */
function checkMarks({
  from,
  delimiter = from === 'tsv' ? '\t' : ',',
  quote = '"',
  escapeMark,
  comment,
}: Dialect): void {
  if (quote !== '' && delimiter.includes(quote)) {
    throw contradiction(`the delimiter ${JSON.stringify(delimiter)} has the quote in it`, 'another --quote, or none');
  }
  if (quote === '' && escapeMark !== undefined && escapeMark !== '') {
    throw contradiction(
      '--escape is for quotes inside quotes, and --quote none says that there are none',
      'leave one out',
    );
  }
  const isTaken =
    comment !== undefined && ((quote !== '' && comment.startsWith(quote)) || comment.startsWith(delimiter));
  if (isTaken) {
    throw contradiction(`--comment ${JSON.stringify(comment)} starts as a cell can`, "comments such as '#' or '//'");
  }
}

function contradiction(message: string, hint: string): PqError {
  return new PqError('PQ_USAGE', message, { hint });
}
