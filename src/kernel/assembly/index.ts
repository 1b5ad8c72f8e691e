// The kernel: all that touches bytes. It knows no file, no query, no process; memory is laid out by its caller.
export {
  csvIndex, csvBadByte, csvEndsInQuotes, csvRun, csvRecordEnd, csvRowsBefore, csvCells, csvRecords,
} from './csv';
export {
  parseNumbers, addCounts, addRows, addSums, addSquares, addExtremes, mergeCounts, mergeSums, mergeSquares, mergeExtremes,
  surveyNumbers,
  rescaleNumbers,
} from './numbers';
export { editRecords } from './records';
export { addBooleans, mergeBooleans } from './booleans';
export { addProducts, mergeProducts } from './products';
export { mapGroups, countsToStarts } from './entries';
export { logNumbers, countNumbers, saveNumbers, mergeNumbers, placeNumbers } from './number-log';
export {
  logTexts, logTextsEnd, placeTexts, countTextShares, cutTexts, gatherTexts, orderTexts, textBytes, joinTexts, listTexts,
} from './text-log';
export { addPicked, mergePicked, countPicked, pickedTextBytes, gatherPicked, pickedCells } from './picked';
export { selectNumber, leastNumber, countBelow, dropRepeats } from './select';
export {
  groupsUse, groupsSwitch, groupsCount, groupsKeyBytes, groupsPartition, groupsFind, groupsRehash, groupsWiden, groupsOrder,
  groupsAppearances, groupsKeyCells,
} from './groups';
export { groupsByShare, groupsKeyBytesOf, groupsSave, groupsMerge } from './saved-groups';
export { plainTexts, packKeys, nullTexts } from './key-texts';
export {
  distinctAdd, distinctByClass, distinctCells, distinctSavedBytes, distinctSave, distinctMerge,
} from './distinct';
export { joinFind } from './join';
export { joinRead, joinInsert, joinLists, joinGroup } from './join-build';
export {
  joinRemember, joinSelect, joinPairs, joinCells, joinMark, joinSpreadMarks, joinUnmarked,
} from './join-pairs';
export { differentAdd, differentMerge, differentSave } from './different';
export { hllAdd, hllCounts, hllSavedBytes, hllSave, hllMerge } from './hyperloglog';
export { sortKeys, placeCells } from './sort-keys';
export {
  sortEntries, dropEqualKeys, firstUnsorted, compareKeys, entriesWithin, gatherRecords, gatherRows, gatherEnd, countRecords, loadRecords, firstBehind,
  lastBefore,
} from './sort';
export { cutByHash, cutByBounds, cutInTurns, kindCells, hasOddKeys, countBuckets, scatterRows } from './cutting';
export { writeCsvRows } from './csv-rows';
export { writeJsonRows } from './json-rows';
export {
  countCells, sumCells, extremeCells, cellBytes, writeCells, readCells, readCellsEnd, copyCells, recordCells, mergeRows,
} from './rows';
export {
  joinTruths, mapTruths, openRows, nullCells, nullNumbers, cellTruths, truthCells, chooseCells, putCells, selectRows,
  slowCells, gatherCells, hasKinds,
} from './expression-truth';
export {
  compareNumbersTo, compareNumbers, inNumbers, addNumbers, multiplyNumbers, restNumbers, mapNumbers,
  numberCells, gatherNumbers,
} from './expression-numbers';
export { divideNumbers } from './expression-quotients';
export {
  compareTextsTo, compareTexts, compareValues, settleTruths, settleNumbers, indexTexts, inTexts, frameTexts, containTexts,
  sequenceTexts, matchTexts,
} from './expression-texts';
export { plainRows, matchAutomaton } from './expression-automata';
export {
  asTexts, packTexts, caseTexts, lengthTexts, joinColumns, partTexts, trimTexts, replaceTexts, splitTexts,
} from './expression-text-functions';
export {
  jsonTableBytes, jsonUse, jsonBegin, jsonRead, jsonStopped, jsonConsumed, jsonError, jsonErrorAt, jsonGeneralRecords,
  jsonSkipSpace, jsonKeepRecords, jsonRecords, jsonKeepKeys, jsonKeysEnd,
} from './json';

export { inflateBegin, inflate, inflateRead, inflateWritten } from './inflate';

/** The first free byte: everything above belongs to the caller. */
export function heapStart(): usize { return __heap_base; }
