/** Texts for the error numbers of the JSON kernel (src/kernel/assembly/json.ts). */

const TEXTS: readonly (readonly [message: string, hint: string])[] = [
  ['not valid JSON', 'check the record with another JSON tool'],
  ['a record must be a JSON object', 'records look like {"name": "value"}; arrays and plain values have no columns'],
  ['expected a key in double quotes', 'keys are written "like this", and no comma stands before }'],
  ['expected a colon after the key', 'members are written "key": value'],
  ['expected a value', 'values are strings, numbers, true, false, null, objects, or arrays'],
  ['expected a comma or } after a value', 'members are separated by commas; numbers have no leading zeros'],
  ['expected a comma or ] after a value', 'elements are separated by commas; numbers have no leading zeros'],
  ['control character in a string', 'write it as an escape, such as \\n or \\u0000'],
  ['bad escape in a string', 'the escapes are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits'],
  ['text that is not UTF-8', 'convert the file to UTF-8, for example with iconv'],
  ['malformed number', 'numbers are written -1, 1.5, or 1e6: digits on both sides of the dot, no leading plus'],
  ['nested deeper than 1024 levels', 'flatten the record first'],
  ['line ends inside a record', 'in NDJSON a record is one line; for records over several lines use --from json'],
  ['text after the record', 'in NDJSON a record is one line; for several records on a line use --from json'],
  ['expected a comma or ] after a record', 'records of an array are separated by commas'],
  ['expected a record after the comma', 'no comma stands before ]'],
];

export function jsonErrorText(code: number): { message: string; hint: string } {
  const [message, hint] = TEXTS[code] ?? (TEXTS[0] as readonly [string, string]);
  return { message, hint };
}
