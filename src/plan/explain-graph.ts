/** The plan as a graph, in the languages of Graphviz and Mermaid: a box a step, an arrow where rows go. */
import { describe, type LogicalPlan, unchain } from './logical-plan.ts';

interface Box {
  readonly id: string;
  readonly text: string;
}

/** From the scan to the answer. */
function boxesOf(plan: LogicalPlan): readonly Box[] {
  const { scan, steps } = unchain(plan);
  return [scan, ...steps].map((node, at) => ({ id: `step${at}`, text: describe(node) }));
}

function arrowsOf(boxes: readonly Box[]): readonly (readonly [string, string])[] {
  return boxes.slice(1).map((box, at) => [(boxes[at] as Box).id, box.id]);
}

export function planDot(plan: LogicalPlan, notes: readonly string[]): string {
  const boxes = boxesOf(plan);
  const lines = [
    ...boxes.map(({ id, text }) => `${id} [label=${JSON.stringify(text)}];`),
    ...arrowsOf(boxes).map(([from, to]) => `${from} -> ${to};`),
    `label=${JSON.stringify(notes.join('\n'))};`,
  ];
  return `digraph plan {\n  rankdir=BT;\n  node [shape=box];\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

export function planMermaid(plan: LogicalPlan, notes: readonly string[]): string {
  const boxes = boxesOf(plan);
  const lines = [
    ...boxes.map(({ id, text }) => `${id}["${mermaidText(text)}"]`),
    ...arrowsOf(boxes).map(([from, to]) => `${from} --> ${to}`),
    `note["${notes.map(mermaidText).join('<br>')}"]`,
  ];
  return `flowchart BT\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** Mermaid has entities for what would end a text. */
function mermaidText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
