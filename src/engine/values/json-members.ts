/** The outermost members of an object or array, from its text: JSON.parse would change the order of keys such as "1". */

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]|[^\s"[\]{}:,]+/g;

/** How many elements an array has, how many members an object. */
export function memberCount(json: string): number {
  let count = 0;
  let isEmpty = true;
  eachToken(json, (token, depth) => {
    if (depth === 1 && token === ',') count++;
    if (depth > 0) isEmpty = false;
  });
  return isEmpty ? 0 : count + 1;
}

/** The keys of an object, as they are written, quotation marks included. */
export function keysOf(json: string): readonly string[] {
  const keys: string[] = [];
  let last = '';
  eachToken(json, (token, depth) => {
    if (depth === 1 && token === ':') keys.push(last);
    last = token;
  });
  return keys;
}

/** Every token but the outermost brackets, with how many containers it is in; a bracket is in the container outside. */
function eachToken(json: string, visit: (token: string, depth: number) => void): void {
  let depth = 0;
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === ']' || token === '}') depth--;
    if (depth > 0) visit(token, depth);
    if (token === '[' || token === '{') depth++;
  }
}
