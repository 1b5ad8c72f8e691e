/**
 * Sets of characters as bytes of UTF-8: graphs of nodes, an edge a range of bytes. Equal nodes are one node, also those
 * of different sets.
 */
import type { Range } from '../values/character-sets.ts';
import { Unsupported } from '../values/regexp-tokens.ts';

/** Where an edge leads when the character is complete, and where there is none. */
export const COMPLETE = -1;
const NOWHERE = -2;

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly target: number;
}

type Node = readonly Edge[];

const MOST_NODES = 4000;
const CONTINUATION = 0x80;

/** Characters of two to four bytes: which first bytes they have, and which characters they are. */
const LONG_FORMS = [
  { firstByte: 0xc0, count: 0x20, from: 0x80, to: 0x7ff },
  { firstByte: 0xe0, count: 0x10, from: 0x800, to: 0xffff },
  { firstByte: 0xf0, count: 0x05, from: 0x10000, to: 0x10ffff },
];

export class ByteSets {
  readonly #nodes: Node[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #added = new Map<readonly Range[], number>();
  /** The nodes of any continuation, by how many bytes are left. */
  readonly #whole: number[] = [];

  /** The node where characters of these ranges begin, which are in order. */
  add(ranges: readonly Range[]): number {
    const node = this.#added.get(ranges) ?? this.#write(ranges);
    this.#added.set(ranges, node);
    return node;
  }

  #write(ranges: readonly Range[]): number {
    const edges = clip(ranges, 0, 0x7f).map(([from, to]) => ({ from, to, target: COMPLETE }));
    for (const [index, { firstByte, count, from, to }] of LONG_FORMS.entries()) {
      const clipped = clip(ranges, from, to);
      const size = 64 ** (index + 1);
      for (let each = 0; each < count; each++) {
        addEdge(edges, firstByte + each, this.#rest(clipped, each * size, index + 1));
      }
    }
    return this.#number(edges);
  }

  edges(node: number): Node {
    return this.#nodes[node] as Node;
  }

  /** All that there are. */
  get allEdges(): readonly Edge[] {
    return this.#nodes.flat();
  }

  /** The node for characters from one on, of which `bytes` bytes are left. */
  #rest(ranges: readonly Range[], from: number, bytes: number): number {
    const last = from + 64 ** bytes - 1;
    const within = clip(ranges, from, last);
    if (within.length === 0) return NOWHERE;
    if (bytes === 0) return COMPLETE;
    const isWhole = within[0]?.[0] === from && within[0][1] === last;
    const known = isWhole ? this.#whole[bytes] : undefined;
    if (known !== undefined) return known;
    const edges: Edge[] = [];
    const size = 64 ** (bytes - 1);
    for (let each = 0; each < 64; each++) {
      addEdge(edges, CONTINUATION + each, this.#rest(within, from + each * size, bytes - 1));
    }
    const number = this.#number(edges);
    if (isWhole) this.#whole[bytes] = number;
    return number;
  }

  #number(edges: Node): number {
    const key = edges.map(({ from, to, target }) => `${from} ${to} ${target}`).join();
    const number = this.#numbers.get(key) ?? this.#nodes.push(edges) - 1;
    if (number > MOST_NODES) throw new Unsupported('its sets of characters are too large');
    this.#numbers.set(key, number);
    return number;
  }
}

/** Adds a byte's edge, to the last one where both lead to the same node. */
function addEdge(edges: Edge[], byte: number, target: number): void {
  if (target === NOWHERE) return;
  const last = edges.at(-1);
  if (last?.target === target && last.to === byte - 1) edges[edges.length - 1] = { from: last.from, to: byte, target };
  else edges.push({ from: byte, to: byte, target });
}

function clip(ranges: readonly Range[], from: number, to: number): Range[] {
  const clipped: Range[] = [];
  for (let at = firstNotBefore(ranges, from); at < ranges.length; at++) {
    const [first, last] = ranges[at] as Range;
    if (first > to) break;
    clipped.push([Math.max(first, from), Math.min(last, to)]);
  }
  return clipped;
}

/** The first range that does not end before a code point. */
function firstNotBefore(ranges: readonly Range[], code: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as Range)[1] < code) low = middle + 1;
    else high = middle;
  }
  return low;
}
