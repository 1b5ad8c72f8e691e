// A child of pq, of which the first word of pq's command line is known: they share what has been compiled.
const { loadPrograms } = require('./load.js');

const [, , word] = process.argv;
loadPrograms(word).startWorker();
