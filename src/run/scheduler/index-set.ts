/**
 * A set of integers from 0 to capacity - 1 that knows its least member: one bit each, and above each 32 words one word
 * that says which of them are not empty. All operations take a step a level: four levels for a million members.
 */
export class IndexSet {
  /** Level 0 has the members' bits. */
  readonly #levels: readonly Uint32Array[];
  #size = 0;

  constructor(capacity: number) {
    this.#levels = makeLevels(capacity);
  }

  get size(): number {
    return this.#size;
  }

  has(index: number): boolean {
    return ((word(this.#levels[0], index >>> 5) >>> (index & 31)) & 1) === 1;
  }

  add(index: number): void {
    if (this.has(index)) return;
    this.#size += 1;
    let position = index;
    for (const level of this.#levels) {
      level[position >>> 5] = word(level, position >>> 5) | (1 << (position & 31));
      position >>>= 5;
    }
  }

  delete(index: number): void {
    if (!this.has(index)) return;
    this.#size -= 1;
    let position = index;
    for (const level of this.#levels) {
      const rest = word(level, position >>> 5) & ~(1 << (position & 31));
      position >>>= 5;
      level[position] = rest;
      if (rest !== 0) return;
    }
  }

  /** The least member; Infinity when there is none. */
  first(): number {
    if (this.#size === 0) return Number.POSITIVE_INFINITY;
    let position = 0;
    for (let level = this.#levels.length - 1; level >= 0; level -= 1) {
      position = position * 32 + lowestBit(word(this.#levels[level], position));
    }
    return position;
  }
}

function makeLevels(capacity: number): Uint32Array[] {
  const levels: Uint32Array[] = [];
  let words = capacity;
  do {
    words = Math.max(1, Math.ceil(words / 32));
    levels.push(new Uint32Array(words));
  } while (words > 1);
  return levels;
}

function word(level: Uint32Array | undefined, index: number): number {
  return level?.[index] ?? 0;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
