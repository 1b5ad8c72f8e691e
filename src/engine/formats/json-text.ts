/** JSON text by plain loops, for the little that is looked at outside the kernel: heads of files and guesses. */

/**
 * From a `{` to the byte behind its `}`, by strings and depth only. 'incomplete' when the text ends before,
 * 'malformed' when brackets or strings cannot be JSON.
 */
export function skipObject(text: Uint8Array, from: number): number | 'incomplete' | 'malformed' {
  const closers: number[] = [];
  for (let at = from; at < text.length; at++) {
    const byte = text[at];
    if (byte === 0x22) {
      const end = skipString(text, at + 1);
      if (typeof end !== 'number') return end;
      at = end;
    } else if (byte === 0x7b) closers.push(0x7d);
    else if (byte === 0x5b) closers.push(0x5d);
    else if (byte === 0x7d || byte === 0x5d) {
      if (closers.pop() !== byte) return 'malformed';
      if (closers.length === 0) return at + 1;
    }
  }
  return 'incomplete';
}

/** From behind the opening quote to the closing one. */
function skipString(text: Uint8Array, from: number): number | 'incomplete' | 'malformed' {
  for (let at = from; at < text.length; at++) {
    const byte = text[at] as number;
    if (byte === 0x22) return at;
    if (byte === 0x5c) at++;
    else if (byte < 0x20) return 'malformed';
  }
  return 'incomplete';
}
