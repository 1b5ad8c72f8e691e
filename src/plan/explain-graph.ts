/** The plan as a graph, in the languages of Graphviz and Mermaid: a box a step, an arrow where rows go. */
import { describe, inputsOf, type LogicalPlan } from './logical-plan.ts';

interface Box {
  readonly id: string;
  readonly text: string;
}

type Arrow = readonly [from: string, to: string];

interface Graph {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** From the scans to the answer: what feeds a box comes before it. */
function graphOf(plan: LogicalPlan): Graph {
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  const add = (node: LogicalPlan): string => {
    const sources = inputsOf(node).map(add);
    const id = `step${boxes.length}`;
    boxes.push({ id, text: describe(node) });
    arrows.push(...sources.map((source): Arrow => [source, id]));
    return id;
  };
  add(plan);
  return { boxes, arrows };
}

export function planDot(plan: LogicalPlan, notes: readonly string[]): string {
  const { boxes, arrows } = graphOf(plan);
  const lines = [
    ...boxes.map(({ id, text }) => `${id} [label=${JSON.stringify(text)}];`),
    ...arrows.map(([from, to]) => `${from} -> ${to};`),
    `label=${JSON.stringify(notes.join('\n'))};`,
  ];
  return `digraph plan {\n  rankdir=BT;\n  node [shape=box];\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

export function planMermaid(plan: LogicalPlan, notes: readonly string[]): string {
  const { boxes, arrows } = graphOf(plan);
  const lines = [
    ...boxes.map(({ id, text }) => `${id}["${mermaidText(text)}"]`),
    ...arrows.map(([from, to]) => `${from} --> ${to}`),
    `note["${notes.map(mermaidText).join('<br>')}"]`,
  ];
  return `flowchart BT\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** Mermaid has entities for what would end a text. */
function mermaidText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
