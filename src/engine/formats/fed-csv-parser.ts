/** csv-parse, fed by hand: its stream takes a block and hands on the records in it before the call returns. */
import type { CsvDialect } from '../../protocol/stage.ts';
import { loadLibraries } from '../io/companion.ts';

/** A parser that is fed by hand; both return what is wrong with the text. */
export interface FedParser {
  /** Whether lines may end in CRLF. */
  readonly readsReturns: boolean;
  feed(block: Buffer): Error | undefined;
  finish(): Error | undefined;
}

/** Every record goes to `onRecord`, with the byte behind it, counted from the first byte that is fed. */
export function makeParser(
  { delimiter, quote, escapeMark, comment, trim }: CsvDialect,
  columnCount: number,
  readsReturns: boolean,
  onRecord: (texts: readonly string[], end: number) => void,
): FedParser {
  const { CsvParser } = loadLibraries();
  class RecordParser extends CsvParser {
    override push(record: readonly string[] | null): boolean {
      if (record !== null) onRecord(record, this.info.bytes);
      return true;
    }
  }
  const parser = new RecordParser({
    ...{ delimiter: Buffer.from(delimiter), quote: bytesOrNull(quote), escape: bytesOrNull(escapeMark) },
    ...{ comment: comment === '' ? null : comment, comment_no_infix: true, trim },
    ...{ record_delimiter: readsReturns ? ['\r\n', '\n'] : ['\n'], skip_empty_lines: columnCount !== 1 },
    ...{ relax_quotes: true, relax_column_count: true, encoding: trim ? 'utf8' : 'latin1' },
  });
  let problem: Error | undefined;
  const note = (error?: Error | null): void => {
    problem = error ?? undefined;
  };
  return {
    readsReturns,
    feed(block) {
      parser._transform(block, 'latin1', note);
      return problem;
    },
    finish() {
      parser._flush(note);
      return problem;
    },
  };
}

function bytesOrNull(text: string): Buffer | null {
  return text === '' ? null : Buffer.from(text);
}
