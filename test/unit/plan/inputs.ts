/** Input files for tests of the planning side, which never opens one. */
import type { ColumnPath, InspectedFile } from '../../../src/protocol/stage.ts';

export function csvFile(name: string, columns: readonly string[], size: number | undefined = 1000): InspectedFile {
  const dataStart = columns.join(',').length + 1;
  const format = { kind: 'csv', delimiter: 0x2c, quote: 0x22, columns, dataStart } as const;
  return { path: name, name, size, mtimeMs: 0, format };
}

export function jsonFile(name: string, size: number | undefined = 1000, dataStart = 0): InspectedFile {
  return { path: name, name, size, mtimeMs: 0, format: { kind: 'ndjson', dataStart } };
}

export function path(...steps: readonly [string, ...(string | number)[]]): ColumnPath {
  const text = steps
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index ? `.${step}` : step))
    .join('');
  return { steps, text };
}

/** What the error of a call says, hint below message; fails when there is none. */
export function errorOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    const { code, message, hint } = error as { code?: string; message: string; hint?: string };
    return `${code}: ${message}${hint === undefined ? '' : `\nhint: ${hint}`}`;
  }
  throw new Error('this should have failed');
}
