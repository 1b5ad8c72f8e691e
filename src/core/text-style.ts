/** How text can be set off: with colours on a terminal that shows them (cli/style.ts), or not at all. */

type Mark = (text: string) => string;

export interface TextStyle {
  /** Titles and names of figures. */
  readonly heading: Mark;
  /** What is there to lean on and not to be read: rules, the summary. */
  readonly faint: Mark;
  readonly warning: Mark;
  readonly error: Mark;
}

const asItIs: Mark = (text) => text;

export const PLAIN: TextStyle = { heading: asItIs, faint: asItIs, warning: asItIs, error: asItIs };
