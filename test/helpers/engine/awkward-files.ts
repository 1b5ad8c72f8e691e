/** Small files in which every byte is a bad place for a cut: what splitting has to get right, format by format. */
import type { InputDialect } from '../../../src/protocol/stage.ts';
import { csvRecords, dialectRecords, jsonArrayRecords, jsonRecords, type OracleRecord } from './oracle-records.ts';

export interface AwkwardFile {
  readonly title: string;
  /** Its extension picks the reader. */
  readonly name: string;
  readonly text: string;
  readonly key: string;
  /** Undefined when no column holds numbers. */
  readonly number: string | undefined;
  /** How it is written, where that is not the usual way. */
  readonly dialect?: Partial<InputDialect>;
  records(): readonly OracleRecord[];
}

function csv(title: string, text: string, key = 'k', number = 'x'): AwkwardFile {
  return {
    title,
    name: 'awkward.csv',
    text,
    key,
    number: number || undefined,
    records: () => csvRecords(text).records,
  };
}

function tsv(title: string, text: string): AwkwardFile {
  return { title, name: 'awkward.tsv', text, key: 'k', number: 'x', records: () => csvRecords(text, '\t').records };
}

function ndjson(title: string, text: string, key: string, number: string): AwkwardFile {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return { title, name: 'awkward.ndjson', text, key, number, records: () => jsonRecords(lines) };
}

function array(title: string, text: string, key: string, number: string): AwkwardFile {
  return { title, name: 'awkward.json', text, key, number, records: () => jsonArrayRecords(text) };
}

function sequence(title: string, texts: readonly string[], between: string, key: string, number: string): AwkwardFile {
  const text = texts.join(between);
  return { title, name: 'awkward.json', text, key, number, records: () => jsonRecords(texts) };
}

function inDialect(title: string, dialect: Partial<InputDialect>, text: string): AwkwardFile {
  const records = () => dialectRecords(text, dialect).records;
  return { title, name: 'awkward.csv', text, key: 'k', number: 'x', dialect, records };
}

const quoted =
  'k,x,"no te"\na,1,"line\nbreak"\n"b,b",-2.5,"say ""hi"""\na,1e2,"""\n"""\n"",,\n"c\n,",3,"x,y"\nb,4,plain\n';
/** Inside the quotes stands what looks like records of the same width. */
const records = 'k,x,t\na,1,"\nfake,9,9\nfake,9,9\nfake,9,9\nfake,9,9\nfake,9,9\n"\nb,2,"q,9,\n""z"",9,9\n"\n';

export const CSV_FILES: readonly AwkwardFile[] = [
  csv('plain', 'k,x\na,1\nb,2\na,3\n,4\nc,\n'),
  csv('no last newline', 'k,x\na,1\nb,22\na,333'),
  csv('CRLF', 'k,x,y\r\na,1,\r\nb,2,z\r\n"a",3,"q\r\nr"\r\n'),
  csv('CRLF, no last newline', 'k,x,y\r\na,1,2\r\nb,2,3\r\na,4,"5"'),
  csv('CRLF and LF mixed', 'x,k\r\n1,a\n2,b\r\n3,a\n\n4,"b"\r\n\r\n5,a\r\n'),
  csv('byte order mark', '\uFEFFk,x\nä,1\n€,2\n😀,3\nä,4\n'),
  csv('quotes', quoted),
  csv('quotes, CRLF', quoted.replaceAll('\n', '\r\n')),
  csv('quoted records', records.repeat(3).replace(/\nk,x,t/g, '')),
  csv('blank lines', '\n\nk,x\n\na,1\n\n\r\nb,2\n\n\na,3\n\n\n'),
  csv('trailing blank lines, CRLF', 'k,x\r\na,1\r\nb,2\r\n\r\n\r\n'),
  csv('one column', 'x\n1\n\n2\n"3"\n\n4', 'x', 'x'),
  csv('one column with quoted newlines', 'k\n"1\n2"\n"\n"\n""\n3\n"a\n\n\nb"\n', 'k', ''),
  csv('empty quoted cells', 'k,x\n"",1\n,2\n"",3\n"""",4\n"""""",5\n'),
  csv('stray quotes inside unquoted fields', 'k,x\na"b,1\na"b,2\nab",3\n6" x 4",4\n"q",5\na"b,6\n'),
  csv(
    'numbers of all shapes',
    'k,x\na,1\na,0.1\nb,1e3\na,-7.25\nb,123456789012345678901\na,0.1234567890123456789\nb,+5\nb,.5\na,5.\nb,007\n',
  ),
];

export const TSV_FILES: readonly AwkwardFile[] = [
  tsv('plain', 'k\tx\na,b\t1\nc\t2\na,b\t3'),
  tsv('quoted tabs and newlines', 'k\tx\n"a\tb"\t1\r\n"c\n\td"\t2\n"a\tb"\t3\n'),
];

const everything = { delimiter: '||', quote: "'", escapeMark: '\\', comment: '//', trim: true, skipLines: 2 };

export const DIALECT_FILES: readonly AwkwardFile[] = [
  inDialect('another quote', { quote: "'" }, "k,x,t\n'a,b',1,\"\n'it''s',2,'\n'\na,3,x'y\n"),
  inDialect('lines to skip', { skipLines: 3 }, 'one,"\ntwo\n\nk,x\na,1\n"b\n",2\n'),
  inDialect('long delimiter', { delimiter: '||' }, 'k||x||t\na|b||1|| \n"b||b"||2||"|"\n||3||\n""||4||y\n'),
  inDialect('delimiter of two bytes', { delimiter: '¦' }, 'k¦x\nä¦1\n"¦\n"¦2\n¦3\n'),
  inDialect('escapes', { escapeMark: '\\' }, 'k,x\n"a\\"b",1\n"\\\\",2\n"\\n\n\\"",3\n\\,4\n"",5\n,6\n'),
  inDialect('comments', { comment: '#' }, '#a,b\nk,x\n# "\n#\na,1\n"#b",2\na #,3\n\n#z\n"\n#no comment\n",4\n# last'),
  inDialect('comments, CRLF', { comment: '//' }, '// a\r\nk,x\r\n//\r\n/a,1\r\n\r\n// "\r\n"//b",2\r\n//z\r\n'),
  inDialect(
    'trimmed',
    { trim: true },
    ' k , x\t\n a b , 1 \n" c " ,2\n  "d" , 3 \n   \n , 4\n" ",5\n\u00a0ä\u00a0,6\n',
  ),
  inDialect('no quotes', { quote: '' }, 'k,x\n"a,1\n"b",2\n"",3\n,4\n'),
  inDialect('quoted records', { comment: '#' }, `#\n${records.repeat(2).replace(/\nk,x,t/g, '')}`),
  inDialect(
    'everything',
    everything,
    "'\n,\n // c\n k || x\n'a\\'||' || 1\n//'\n || 2 \n'' ||3\n\n'//' || 4\r\n  // '\nb||5",
  ),
];

export const NDJSON_FILES: readonly AwkwardFile[] = [
  ndjson('plain', '{"k":"a","x":1}\n{"k":"b","x":2.5}\n{"k":"a","x":-3}\n', 'k', 'x'),
  ndjson('no last newline', '{"k":"a","x":1}\n{"k":"b","x":2}', 'k', 'x'),
  ndjson('blank lines', '\n\n{"k":"a","x":1}\n\n  \n{"k":"b","x":2}\n\n', 'k', 'x'),
  ndjson('CRLF and spaces', ' {"k" : "a" , "x" : 1} \r\n\r\n\t{"x":2,"k":"b"}\t\r\n{ }\r\n{"k":"a"}', 'k', 'x'),
  ndjson(
    'unicode and escapes',
    '{"k":"ä€😀","x":1}\n{"k":"\\u00e4\\u20ac\\ud83d\\ude00","x":2}\n{"k":"\\n\\"}{\\"","x":3}\n',
    'k',
    'x',
  ),
  ndjson(
    'nested',
    '{"a":{"k":"p","l":[1,2,[3]]},"n":[{"x":1},{"x":9}]}\n{"n":[{"y":0,"x":2}],"a":{"k":"q"}}\n{"a":null,"n":[]}\n{"a":{"k":"p"},"n":[{"x":1e1}]}\n',
    'a.k',
    'n[0].x',
  ),
  ndjson(
    'keys that differ',
    '{"k":1,"x":1}\n{"x":"2","k":true}\n{"y":0}\n{"k":null,"x":3,"z":[{}]}\n{"k":"1","x":4}\n',
    'k',
    'x',
  ),
];

const people = [
  {
    k: 'a',
    x: 1,
    list: [
      { k: 'fake', x: 9 },
      { k: 'fake', x: 9 },
    ],
  },
  { k: 'b},{"k":"c', x: 2.5, list: [] },
  { k: '},{', x: -3, list: [{ k: 'z', x: 7, list: [{}] }] },
  { k: 'a', x: 1e21 },
  { k: '}\n{"k":"f","x":1}\n{', x: 12 },
];

export const ARRAY_FILES: readonly AwkwardFile[] = [
  array('compact', JSON.stringify(people), 'k', 'x'),
  array('pretty-printed', `${JSON.stringify(people, null, 2)}\n`, 'k', 'x'),
  array('a record a line', `[\n${people.map((person) => JSON.stringify(person)).join(',\n')}\n]\n\n`, 'k', 'x'),
  array('spaces', ` [ ${people.map((person) => JSON.stringify(person)).join(' , ')} ] \n`, 'k', 'x'),
  array('empty', ' [ ] \n', 'k', 'x'),
  array('empty records', '[{},{},{"x":1},{}]', 'k', 'x'),
];

const texts = people.map((person) => JSON.stringify(person));
const prettyTexts = people.map((person) => JSON.stringify(person, null, 2));

export const SEQUENCE_FILES: readonly AwkwardFile[] = [
  sequence('compact', texts, '', 'k', 'x'),
  sequence('pretty-printed', prettyTexts, '\n', 'k', 'x'),
  sequence(
    'tabs',
    people.map((person) => JSON.stringify(person, null, '\t')),
    '\n\n',
    'k',
    'x',
  ),
  sequence('spaces', texts, '  ', 'k', 'x'),
];
