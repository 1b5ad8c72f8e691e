/** Writes the wanted columns into kernel memory as a tree of path nodes (layout: src/kernel/assembly/json.ts). */
import type { ColumnPath } from '../../protocol/stage.ts';
import type { Kernel } from '../kernel.ts';

const NODE_BYTES = 32;
const INDEX_KEY = 0xffffffff;

interface PathNode {
  readonly step: string | number;
  column: number;
  readonly children: PathNode[];
}

/** Returns the address of the root node, which is a record. A column that is the record itself has no node. */
export function writePathNodes(kernel: Kernel, columns: readonly ColumnPath[]): number {
  const root: PathNode = { step: '', column: -1, children: [] };
  for (const [column, path] of columns.entries()) if (path.steps.length > 0) addPath(root, path, column);
  const nodes = breadthFirst(root);
  const keys = nodes.map((node) => Buffer.from(typeof node.step === 'string' ? node.step : ''));
  const keyBytes = keys.reduce((sum, key) => sum + key.length + 16, 0);
  const address = kernel.allocate(nodes.length * NODE_BYTES + keyBytes);
  let free = address + nodes.length * NODE_BYTES;
  for (const [at, node] of nodes.entries()) {
    const key = keys[at] as Buffer;
    kernel.bytes.set(key, free);
    writeNode(kernel.view(address + at * NODE_BYTES, NODE_BYTES), node, nodes, free, key.length);
    free += key.length + 16;
  }
  return address;
}

function addPath(root: PathNode, path: ColumnPath, column: number): void {
  let node = root;
  for (const step of path.steps) {
    let child = node.children.find((candidate) => candidate.step === step);
    if (!child) {
      child = { step, column: -1, children: [] };
      node.children.push(child);
    }
    node = child;
  }
  node.column = column;
}

/** The root first; a node's children stand in a row. */
function breadthFirst(root: PathNode): PathNode[] {
  const nodes = [root];
  for (let at = 0; at < nodes.length; at++) nodes.push(...(nodes[at] as PathNode).children);
  return nodes;
}

function writeNode(view: DataView, node: PathNode, nodes: readonly PathNode[], keyAt: number, keyLength: number): void {
  const parent = nodes.find((candidate) => candidate.children.includes(node));
  const siblings = parent?.children ?? [];
  const next = siblings[siblings.indexOf(node) + 1];
  const indexes = node.children.flatMap((child) => (typeof child.step === 'number' ? [child.step] : []));
  view.setInt32(0, node.column, true);
  view.setUint32(4, node.children[0] ? nodes.indexOf(node.children[0]) : 0, true);
  view.setUint32(8, next ? nodes.indexOf(next) : 0, true);
  view.setUint32(12, keyAt, true);
  view.setUint32(16, typeof node.step === 'number' ? INDEX_KEY : keyLength, true);
  view.setUint32(20, typeof node.step === 'number' ? node.step : 0, true);
  view.setUint32(24, indexes.length === 0 ? 0 : Math.max(...indexes) + 1, true);
}
