/** The libraries that read what the kernel does not. The only file of the engine that imports packages; it is loaded when
 * one of them is needed (io/companion.ts). */
export { Parser as CsvParser } from 'csv-parse';
export { jsonParser, type Token as JsonToken } from 'stream-json/core/parser.js';
