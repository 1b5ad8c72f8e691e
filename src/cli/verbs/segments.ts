/** Cuts the words of a chain: `filter EXPR then agg --avg age FILES` are two verbs. */

/** The words of each verb, its name first; what follows `--` is never cut. */
export function cutChain(words: readonly string[]): readonly (readonly string[])[] {
  const end = words.indexOf('--');
  const segments: string[][] = [[]];
  for (const [at, word] of words.entries()) {
    const isCut = word === 'then' && (end < 0 || at < end);
    if (isCut) segments.push([]);
    else segments.at(-1)?.push(word);
  }
  return segments;
}
