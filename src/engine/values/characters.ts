/** Texts by their characters, which are code points. Most texts have none beyond 16 bits, and are taken as they are. */

const BEYOND_16_BITS = /[\ud800-\udbff]/;

export function characterCount(text: string): number {
  if (!BEYOND_16_BITS.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** From one place to before another; places count from 0, and may be outside. */
export function sliceCharacters(text: string, start: number, end: number): string {
  const [from, to] = [Math.max(0, start), Math.max(0, start, end)];
  if (!BEYOND_16_BITS.test(text)) return text.slice(from, to);
  return Array.from(text).slice(from, to).join('');
}

/** Without these characters at its start, at its end. */
export function trimCharacters(text: string, unwanted: ReadonlySet<string>, ends: { start: boolean; end: boolean }) {
  const characters = Array.from(text);
  let [from, to] = [0, characters.length];
  while (ends.start && from < to && unwanted.has(characters[from] as string)) from++;
  while (ends.end && to > from && unwanted.has(characters[to - 1] as string)) to--;
  return characters.slice(from, to).join('');
}
