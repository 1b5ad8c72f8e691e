/** Tells files from columns where an operand can be either. */

/** A place, a pattern, stdin, or a name that ends as names of files do. */
export function looksLikeFile(word: string): boolean {
  return word === '-' || /[/*?]/.test(word) || /\.(csv|tsv|tab|json|jsonl|ndjson|txt|gz|br|zst)$/i.test(word);
}
