/** A value as it stands in JSON. */
import { Kind } from './cells.ts';

export const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Of a cell's text and kind: a text that JSON could take for a number is one, where the input has no types. */
export function jsonText({ text, kind }: { readonly text: string; readonly kind: number }): string {
  const isAsItStands = kind > Kind.string || (kind === Kind.text && JSON_NUMBER.test(text));
  return isAsItStands ? text : JSON.stringify(text);
}
