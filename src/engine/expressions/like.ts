/**
 * LIKE patterns: `%` stands for any characters, `_` for one, a backslash takes the meaning from what follows it. Matching
 * takes no more than text times pattern: a part between two `%` is taken at its first place, and never again.
 */

export type Matcher = (text: string) => boolean;

/** What a part between two `%` is made of: characters, and null for `_`. */
type Part = readonly (string | null)[];

export function compileLike(pattern: string): Matcher {
  const parts = partsOf(pattern);
  const texts = parts.map((part) => (part.includes(null) ? undefined : part.join('')));
  if (texts.every((text) => text !== undefined)) return plainMatcher(texts);
  return (text) => matchesParts(Array.from(text), parts);
}

function partsOf(pattern: string): readonly Part[] {
  const parts: (string | null)[][] = [[]];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    const part = parts.at(-1) as (string | null)[];
    if (character === '%') parts.push([]);
    else if (character === '_') part.push(null);
    else if (character === '\\' && at + 1 < characters.length) part.push(characters[++at] as string);
    else part.push(character);
  }
  return parts;
}

/** Without `_` the parts are texts to look for. */
function plainMatcher(texts: readonly string[]): Matcher {
  const [first, ...rest] = texts as [string, ...string[]];
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  const middle = rest.filter((part) => part !== '');
  const [only] = middle;
  if (only !== undefined && middle.length === 1 && first === '' && last === '') return (text) => text.includes(only);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return from <= end;
  };
}

function matchesParts(characters: readonly string[], parts: readonly Part[]): boolean {
  const [first, ...rest] = parts as [Part, ...Part[]];
  const last = rest.pop();
  if (last === undefined) return characters.length === first.length && isAt(characters, 0, first);
  const end = characters.length - last.length;
  if (end < first.length || !isAt(characters, 0, first) || !isAt(characters, end, last)) return false;
  let from = first.length;
  for (const part of rest) {
    while (from + part.length <= end && !isAt(characters, from, part)) from++;
    from += part.length;
  }
  return from <= end;
}

function isAt(characters: readonly string[], at: number, part: Part): boolean {
  return part.every((character, index) => character === null || characters[at + index] === character);
}
