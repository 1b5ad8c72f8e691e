/** CSV, one byte after another: the plain twin of src/kernel/assembly/csv.ts. */

export interface CsvIndex {
  /** Of all delimiters and newlines outside quotes. */
  readonly positions: number[];
  /** Where text follows a closing quote, or -1; nothing is read behind it. */
  readonly badByte: number;
  readonly endsInQuotes: boolean;
}

const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

type State = 'field start' | 'unquoted' | 'quoted' | 'after quote' | 'after return';

export function indexCsv(bytes: Uint8Array): CsvIndex {
  const positions: number[] = [];
  let state: State = 'field start';
  for (const [at, byte] of bytes.entries()) {
    const isEnd = byte === COMMA || byte === NEWLINE;
    if (state === 'quoted') state = byte === QUOTE ? 'after quote' : 'quoted';
    else if (state === 'after quote' && byte === QUOTE) state = 'quoted';
    else if (state === 'after quote' && byte === RETURN && isNewlineOrEnd(bytes, at + 1)) state = 'after return';
    else if (state === 'after quote' && !isEnd) return { positions, badByte: at, endsInQuotes: false };
    else if (isEnd) {
      positions.push(at);
      state = 'field start';
    } else state = state === 'field start' && byte === QUOTE ? 'quoted' : 'unquoted';
  }
  return { positions, badByte: -1, endsInQuotes: state === 'quoted' };
}

function isNewlineOrEnd(bytes: Uint8Array, at: number): boolean {
  return at >= bytes.length || bytes[at] === NEWLINE;
}

/** Complete records as their first position in the index, where they start, and how many fields they have. */
export function recordsOf(bytes: Uint8Array, positions: readonly number[]) {
  const ends = positions.flatMap((position, k) => (bytes[position] === NEWLINE ? [k] : []));
  return ends.map((end, record) => {
    const first = record === 0 ? 0 : (ends[record - 1] as number) + 1;
    const start = first === 0 ? 0 : (positions[first - 1] as number) + 1;
    return { first, start, end, fields: end - first + 1 };
  });
}

/** The text of each field of a record, null where it is empty without quotes. */
export function fieldsOf(bytes: Uint8Array, positions: readonly number[], first: number, start: number, count: number) {
  return Array.from({ length: count }, (_, field) => {
    const from = field === 0 ? start : (positions[first + field - 1] as number) + 1;
    let to = positions[first + field] as number;
    if (field === count - 1 && to > from && bytes[to - 1] === RETURN) to--;
    const text = Buffer.from(bytes.subarray(from, to)).toString('latin1');
    if (text === '') return null;
    return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  });
}
