/** Which columns of a stage are in records of some files: for files that were left out, when a column is in no other. */
import type { InputFile, ScanStage } from '../protocol/stage.ts';
import { ScanRunner } from './scan-runner.ts';

/** What cannot be read has none. */
export function columnsSeenIn(stage: ScanStage, files: readonly InputFile[]): readonly boolean[] {
  if (files.length === 0) return [];
  const operator = { kind: 'partial-aggregate', keys: [], states: [{ kind: 'rows' }] } as const;
  const runner = new ScanRunner({ ...stage, files, steps: [], operator });
  for (const [file, { size, format }] of files.entries()) {
    const spans = [{ file, startByte: format?.dataStart ?? 0, stopByte: size ?? null }];
    runner.run({ index: file, spans, startIsCertain: true });
  }
  const seen = runner.columnsSeen();
  runner.dispose();
  return seen;
}
