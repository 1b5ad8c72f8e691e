/** Tells files from columns and expressions where an operand can be either. */

/** A place, a pattern, stdin, or a name that ends as names of files do. */
export function looksLikeFile(word: string): boolean {
  return word === '-' || /[/*?]/.test(word) || isFileName(word);
}

/** Ends as names of files do, and is one word. */
export function isFileName(word: string): boolean {
  return /^\S+\.(csv|tsv|tab|json|jsonl|ndjson|txt|gz|br|zst)$/i.test(word);
}
