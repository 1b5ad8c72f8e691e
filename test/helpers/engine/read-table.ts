/** Tables of cells as a scan reads them (src/engine/formats/table-reader.ts). */
import { expect } from 'vitest';
import { StageReader } from '../../../src/engine/formats/stage-reader.ts';
import { loadKernel, returnKernel } from '../../../src/engine/kernel.ts';
import type { InspectedFile, Span } from '../../../src/protocol/stage.ts';
import { USUAL_DIALECT } from '../usual-dialect.ts';
import { cellBytes } from './kernel-cells.ts';

interface Reading {
  readonly blockBytes?: number;
  readonly spans?: readonly Span[];
}

/** `kind:text` of each wanted cell, by row, and what is said of each span; sizes of batches are checked. */
export function readTable(file: InspectedFile, wanted: readonly string[], { blockBytes, spans }: Reading = {}) {
  const kernel = loadKernel();
  const columns = wanted.map((text) => ({ steps: [text], text }));
  const reader = new StageReader(kernel, { files: [file], dialect: USUAL_DIALECT, columns }, blockBytes);
  const rows: string[][] = [];
  const outcomes = (spans ?? [{ file: 0, startByte: 0, stopByte: file.size ?? 0 }]).map((span) =>
    reader.read(span, reader.startOf(span, true), (batch) => {
      let textBytes = 0;
      for (let row = 0; row < batch.rows; row++) {
        const cells = batch.cells.map((first) => {
          const [, head = 0] = kernel.u32(first + row * 8, 2);
          textBytes += head & 0xfffffff;
          return `${head >>> 28}:${cellBytes(kernel, first + row * 8).toString('latin1')}`;
        });
        rows.push(cells);
      }
      expect(batch.textBytes).toBeGreaterThanOrEqual(textBytes);
      return undefined;
    }),
  );
  const seen = reader.columnsSeen();
  reader.close();
  returnKernel(kernel);
  return { rows, outcomes, seen };
}
