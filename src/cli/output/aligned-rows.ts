/** Answers in formats that are read by people: an aligned table, and Markdown. Numbers stand at the right. */
import { PLAIN, type TextStyle } from '../../core/text-style.ts';
import { CellKind } from '../../core/values.ts';
import type { ResultColumn, ResultTable } from '../../protocol/result.ts';

type Align = 'left' | 'right';

interface AlignedColumn {
  readonly align: Align;
  readonly width: number;
  /** The header, then the cells, all padded to the width. */
  readonly cells: readonly string[];
}

type WidthOf = (text: string) => number;

const ROWS_PER_CHUNK = 4096;

export type AlignedFormat = 'table' | 'md';

/** The style is for who reads the table on a terminal. */
export function alignedText(table: ResultTable, format: AlignedFormat, style: TextStyle): AsyncGenerator<string> {
  return format === 'table' ? tableText(table, style) : markdownText(table);
}

async function* tableText(table: ResultTable, style: TextStyle): AsyncGenerator<string> {
  const columns = await alignColumns(table, visible, 1);
  const rule = columns.map(({ width }) => '─'.repeat(width)).join('  ');
  const lineOf = (cells: readonly string[]): string => cells.join('  ').trimEnd();
  yield* lines(columns, table.rowCount, { lineOf, rule, style });
}

async function* markdownText(table: ResultTable): AsyncGenerator<string> {
  const escaped = (text: string): string =>
    visible(
      text
        .replace(/\r\n?|\n/g, '<br>')
        .replaceAll('\\', '\\\\')
        .replaceAll('|', '\\|'),
    );
  // A rule is at least three dashes, or `--:`.
  const columns = await alignColumns(table, escaped, 3);
  const rules = columns.map(({ width, align }) =>
    align === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  yield* lines(columns, table.rowCount, { lineOf, rule: lineOf(rules), style: PLAIN });
}

interface Layout {
  readonly lineOf: (cells: readonly string[]) => string;
  readonly rule: string;
  readonly style: TextStyle;
}

/** The header, the rule, the rows, some thousands at a time. */
function* lines(
  columns: readonly AlignedColumn[],
  rowCount: number,
  { lineOf, rule, style }: Layout,
): Generator<string> {
  const line = (row: number): string => lineOf(columns.map(({ cells }) => cells[row] as string));
  yield `${style.heading(line(0))}\n${style.faint(rule)}\n`;
  for (let start = 1; start <= rowCount; start += ROWS_PER_CHUNK) {
    let chunk = '';
    for (let row = start; row <= Math.min(rowCount, start + ROWS_PER_CHUNK - 1); row++) chunk += `${line(row)}\n`;
    yield chunk;
  }
}

async function alignColumns(
  table: ResultTable,
  shownAs: (text: string) => string,
  leastWidth: number,
): Promise<readonly AlignedColumn[]> {
  const widthOf = await widthFunction(table);
  return table.columns.map((column) => {
    const texts = [column.name, ...column.texts].map(shownAs);
    const widths = texts.map(widthOf);
    const width = widths.reduce((most, next) => Math.max(most, next), leastWidth);
    const align = isNumeric(column) ? 'right' : 'left';
    return { align, width, cells: texts.map((text, row) => pad(text, width - (widths[row] as number), align)) };
  });
}

/** The library that knows the width of every script is large: it is loaded when something is not ASCII. */
async function widthFunction({ columns }: ResultTable): Promise<WidthOf> {
  const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
  if (columns.every(({ name, texts }) => isAscii(name) && texts.every(isAscii))) return (text) => text.length;
  const { default: stringWidth } = await import('string-width');
  return (text) => (isAscii(text) ? text.length : stringWidth(text));
}

function isNumeric({ kinds }: ResultColumn): boolean {
  return kinds.length > 0 && kinds.every((kind) => kind === CellKind.number || kind === CellKind.null);
}

function pad(text: string, spaces: number, align: Align): string {
  return align === 'right' ? ' '.repeat(spaces) + text : text + ' '.repeat(spaces);
}

const CONTROL_NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Control characters by name: they would break the lines, or command the terminal. */
function visible(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (control) => CONTROL_NAMES[control] ?? `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
