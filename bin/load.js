/**
 * Loads the programs of dist/ with what V8 has compiled of them in earlier runs of the same kind. Compiling is more than
 * a quarter of a short run, and Node's own compile cache has only what is compiled before the first line runs.
 */
const fs = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const dist = join(__dirname, '..', 'dist');
const filename = join(dist, 'pq.cjs');
const directory = join(dist, 'code-cache');
/** The build begins the bundle with a comment that holds a hash of it: V8 itself compares lengths only. */
const HASH = /^\/\*(\w+)\*\//;
/** So many runs add what they have compiled: the next ones may read another format, or print more. */
const MOST_RUNS = 4;
/** Behind the code in a file: how many runs have made it, and its checksum. */
const TRAILER_BYTES = 8;
/** One number in so many bytes is summed: all of them take 3 ms, and disks lose pages. */
const SAMPLE_BYTES = 1024;

/** `word` is the first of the command line. `keepCode` is for the end of a run that went well; undefined when enough
 * runs have done so. */
exports.loadPrograms = (word = '') => {
  const text = fs.readFileSync(filename, 'latin1');
  const kind = /^[a-z]+$/.test(word) ? word : 'other';
  const path = join(directory, `${HASH.exec(text)?.[1]}-${process.version}-${process.arch}-${kind}`);
  const { code, runs } = readCode(path);
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
  const script = new Script(wrapped, { filename, cachedData: code });
  const bundle = { exports: {} };
  script.runInThisContext()(bundle.exports, require, bundle, filename, dist);
  const usefulRuns = script.cachedDataRejected ? 0 : runs;
  const keepCode = usefulRuns < MOST_RUNS ? () => writeCode(path, script, usefulRuns + 1) : undefined;
  return { ...bundle.exports, keepCode };
};

function readCode(path) {
  try {
    const bytes = fs.readFileSync(path);
    const code = bytes.subarray(0, -TRAILER_BYTES);
    const runs = bytes.readInt32LE(code.length);
    if (bytes.readInt32LE(code.length + 4) === checksum(code)) return { code, runs };
  } catch {}
  return { code: undefined, runs: 0 };
}

/** Where nothing can be written pq goes without. Nobody ever sees half a file. */
function writeCode(path, script, runs) {
  const temporary = `${path}.${process.pid}`;
  try {
    fs.mkdirSync(directory, { recursive: true });
    const descriptor = fs.openSync(temporary, 'wx');
    const code = script.createCachedData();
    const trailer = Buffer.from(Int32Array.of(runs, checksum(code)).buffer);
    fs.writeFileSync(descriptor, Buffer.concat([code, trailer]));
    fs.fsyncSync(descriptor);
    fs.closeSync(descriptor);
    fs.renameSync(temporary, path);
  } catch {
    removeIfThere(temporary);
  }
}

function removeIfThere(path) {
  try {
    fs.unlinkSync(path);
  } catch {}
}

/** V8 believes what it is given. */
function checksum(code) {
  const numbers = new Int32Array(code.buffer, code.byteOffset, code.length >> 2);
  let sum = code.length;
  for (let at = 0; at < numbers.length; at += SAMPLE_BYTES / 4) sum = (Math.imul(sum, 31) + numbers[at]) | 0;
  return sum;
}
