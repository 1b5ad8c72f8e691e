/** How errors look: what, where, the line of input with a caret under the character, and what to try. Pure. */
import { type ErrorPlace, ExitCode, PqError } from '../core/errors.ts';
import type { TextStyle } from '../core/text-style.ts';

/** What pq prints about a failure, and its exit status. Whatever is not a PqError is a bug in pq. */
export function renderError(error: unknown, style: TextStyle, version: string): { text: string; exitCode: number } {
  if (error instanceof PqError) return { text: renderKnown(error, style), exitCode: error.exitCode };
  return { text: renderBug(error, version), exitCode: ExitCode.accounting };
}

function renderKnown({ code, message, place, hint }: PqError, { heading, error }: TextStyle): string {
  const where = place === undefined ? '' : `${placeText(place)}: `;
  const bug = code === 'PQ_INTERNAL' || code === 'PQ_ACCOUNTING' ? 'this is a bug in pq: ' : '';
  const parts = [
    `${heading(error('pq:'))} ${heading(where)}${bug}${message}`,
    ...(place?.text === undefined ? [] : excerpt(place.text, place.column, error)),
    ...(hint === undefined ? [] : [`${heading('hint:')} ${hint}`]),
  ];
  return `${parts.join('\n')}\n`;
}

function placeText({ file, line, column }: ErrorPlace): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

/** Where a shortened line starts; the characters before it are not counted in the text. */
const CUT = '...';

/** The line at fault; without the caret where the line was shortened before the column. */
function excerpt(text: string, column: number | undefined, mark: (text: string) => string): readonly string[] {
  const shown = [...text].map((character) => (/\p{Cc}/u.test(character) ? ' ' : character));
  const line = `  ${shown.join('')}`;
  const isHidden = column === undefined || column > shown.length + 1 || (text.startsWith(CUT) && column > CUT.length);
  return isHidden ? [line] : [line, `  ${' '.repeat(column - 1)}${mark('^')}`];
}

function renderBug(error: unknown, version: string): string {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `pq: this is a bug in pq: please report it with the command and these lines
pq ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}
${details}
`;
}
