/** What can be wrong with CSV, in the same words whoever reads it. `byte` is of the file. */
import type { ReaderFailure } from './reader.ts';

const CODE = 'PQ_CSV_MALFORMED';

export const csvFailure = {
  fieldCount: (fields: number, expected: number, byte: number): ReaderFailure => ({
    code: CODE,
    message: `record has ${fields} field${fields === 1 ? '' : 's'}, the header has ${expected}`,
    hint: 'quote fields that contain the delimiter, or name the delimiter with -d',
    byte,
  }),
  textAfterQuote: (byte: number): ReaderFailure => ({
    code: CODE,
    message: 'text after the closing quote of a field',
    hint: 'inside a quoted field a quote is written twice (""); --quote, --escape and --trim name other habits',
    byte,
  }),
  /** `byte`: where the record starts. */
  notClosed: (byte: number): ReaderFailure => ({
    code: CODE,
    message: 'a quoted field is never closed',
    hint: 'the record that starts here has an odd number of quotes',
    byte,
  }),
  notUtf8: (byte: number): ReaderFailure => ({
    code: 'PQ_ENCODING',
    message: 'text that is not UTF-8 cannot be trimmed',
    hint: 'name its encoding, such as --encoding latin1',
    byte,
  }),
};
