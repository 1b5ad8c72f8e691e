/** csv-parse alone: csv-parse-run.mjs FILE COLUMN prints the average of a column, with a backslash as escape. */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

const [file, column] = process.argv.slice(2);
let place = -1;
let [sum, count] = [0, 0];
const records = createReadStream(file, { highWaterMark: 1 << 20 }).pipe(parse({ escape: '\\' }));
records.on('data', (cells) => {
  if (place < 0) {
    place = cells.indexOf(column);
    return;
  }
  const cell = cells[place];
  if (cell !== '') {
    sum += Number(cell);
    count += 1;
  }
});
records.on('end', () => process.stdout.write(`avg_${column}\n${sum / count}\n`));
