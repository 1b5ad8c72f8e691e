/** Lines of JSON by TextDecoder and JSON.parse: the plain twin of src/kernel/assembly/json.ts. */

import type { ColumnPath } from '../../src/protocol/stage.ts';
import { jsonRecords, type OracleCell } from '../helpers/engine/oracle-records.ts';

/** The cells of each record; undefined when a line is no JSON object, or no UTF-8. Blank lines are passed over. */
export function readLines(bytes: Uint8Array, columns: readonly ColumnPath[]): OracleCell[][] | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const lines = text.split('\n').filter((line) => /[^ \t\r]/.test(line));
    if (!lines.every(isObject)) return undefined;
    return jsonRecords(lines).map((record) => columns.map(record));
  } catch {
    return undefined;
  }
}

function isObject(line: string): boolean {
  const value: unknown = JSON.parse(line);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
