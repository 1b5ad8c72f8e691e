/**
 * The names of all members that the records of a JSON file have, in the order of their first appearance: for answers that
 * are tables. Reads the whole file, at the speed of any scan: only records of a new shape are looked at.
 */
import { PqError } from '../core/errors.ts';
import type { ColumnPath, InputDialect, InspectedFile } from '../protocol/stage.ts';
import { StageReader } from './formats/stage-reader.ts';
import { isPipe } from './io/files.ts';
import { type KeepRules, keepPipe } from './io/pipes.ts';
import { ReadError } from './io/read-error.ts';
import { loadKernel, returnKernel } from './kernel.ts';
import { locate } from './locate.ts';

const KEYS_BYTES = 1 << 20;

/** `isDeep`: paths through objects to what is none, instead of the members of records. Throws PqError for what cannot be
 * read. */
export function discoverPaths(
  file: InspectedFile,
  dialect: InputDialect,
  isDeep: boolean,
  keepRules: KeepRules,
): readonly ColumnPath[] {
  if (isPipe(file)) keepPipe(file, keepRules);
  const kernel = loadKernel();
  const reader = new StageReader(kernel, { files: [file], dialect, columns: [] });
  const keys = kernel.allocate(KEYS_BYTES);
  kernel.call.jsonKeepKeys(keys, KEYS_BYTES, Number(isDeep));
  try {
    const startByte = Math.min(file.format.dataStart, file.size ?? Number.POSITIVE_INFINITY);
    const outcome = reader.read({ file: 0, startByte, stopByte: file.size ?? null }, startByte, () => undefined);
    if (outcome.ok) return pathsAt(kernel.bytes.subarray(keys, kernel.call.jsonKeysEnd() >>> 0));
    const { code, message, hint, byte } = outcome.failure;
    throw new PqError(code, message, { place: locate(file, byte, dialect), ...(hint === undefined ? {} : { hint }) });
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw new PqError(error.code, error.message, { place: { file: file.name } });
  } finally {
    kernel.call.jsonKeepKeys(0, 0, 0);
    reader.close();
    returnKernel(kernel);
  }
}

/** Each is the bytes that follow (u32), and for each step its length (u32) and text as it stands between quotes. */
function pathsAt(bytes: Uint8Array): readonly ColumnPath[] {
  const buffer = Buffer.from(bytes);
  const paths = new Map<string, ColumnPath>();
  for (let at = 0; at < buffer.length; ) {
    const end = at + 4 + buffer.readUInt32LE(at);
    const steps: string[] = [];
    for (at += 4; at < end; ) {
      const stepEnd = at + 4 + buffer.readUInt32LE(at);
      steps.push(JSON.parse(`"${buffer.toString('utf8', at + 4, stepEnd)}"`));
      at = stepEnd;
    }
    paths.set(JSON.stringify(steps), { steps, text: steps.join('.') });
  }
  return [...paths.values()];
}
