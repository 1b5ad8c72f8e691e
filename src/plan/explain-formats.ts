/** What a plan can be printed as. */
export const EXPLAIN_FORMATS = ['text', 'json', 'dot', 'mermaid'] as const;
export type ExplainFormat = (typeof EXPLAIN_FORMATS)[number];
