/** The libraries that read what the kernel does not. The only file of the engine that imports packages; loaded when one
 * of them is needed (io/library.ts). */
export { Parser as CsvParser } from 'csv-parse';
export { default as jsonParser } from 'stream-json/core/parser.js';
