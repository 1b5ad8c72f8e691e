/**
 * Looks at the inputs before there is a plan: at all of them, or only at those that the plan has to know of. The others
 * are small, or streams: whoever reads one looks at it then, so that it is opened once, and by all workers at a time.
 */
import { PqError } from '../core/errors.ts';
import type { InputDialect, InputFile, InputSource } from '../protocol/stage.ts';
import { type Inspection, inspectInput } from './inspect.ts';

/** A file that nobody has looked at is known by its metadata only. */
export type Input = Inspection | { readonly file: InputFile };

export interface LookRules {
  /** Whether a plan can be made without a look at this one. */
  canWait(source: InputSource, at: number): boolean;
  /** Whether it cannot after all, given what is known by now. */
  lacksKnowledge(files: readonly InputFile[]): boolean;
  /** Those that can wait are looked at nevertheless. */
  readonly isHelpful: boolean;
}

export function inspectAll(sources: readonly InputSource[], dialect: InputDialect): readonly Inspection[] {
  return sources.map((source) => inspectInput(source, dialect));
}

/** Throws PqError for those that cannot wait. */
export function inspectInputs(
  sources: readonly InputSource[],
  dialect: InputDialect,
  rules: LookRules,
): readonly Input[] {
  const inputs = sources.map((source, at) => {
    if (!rules.canWait(source, at)) return inspectInput(source, dialect);
    return rules.isHelpful ? tryInspecting(source, dialect) : { file: source };
  });
  const isEnough = !inputs.some(isUnseen) || !rules.lacksKnowledge(inputs.map(({ file }) => file));
  return isEnough ? inputs : inputs.map((input) => (isUnseen(input) ? tryInspecting(input.file, dialect) : input));
}

/** Columns of headers and first records, for suggestions; the files that were read unseen are looked at for it. */
export function sampleColumns(inputs: readonly Input[], dialect: InputDialect): readonly string[] {
  return inputs.flatMap((input) => {
    const seen = isUnseen(input) ? tryInspecting(input.file, dialect) : input;
    return 'sampleColumns' in seen ? seen.sampleColumns : [];
  });
}

/** What is wrong with a file that can wait is told when its turn comes. A stream is not opened before it is read. */
function tryInspecting(source: InputSource, dialect: InputDialect): Input {
  if (source.size === undefined) return { file: source };
  try {
    return inspectInput(source, dialect);
  } catch (error) {
    if (error instanceof PqError) return { file: source };
    throw error;
  }
}

function isUnseen({ file }: Input): boolean {
  return file.format === undefined;
}
