/** The peers that this machine has. */
import type { Peer } from '../query.ts';
import { findClickHouse } from './clickhouse.ts';
import { findDuckDB } from './duckdb.ts';
import { findGnuSort } from './gnu-sort.ts';
import { findJq } from './jq.ts';
import { findMawk } from './mawk.ts';
import { findMiller } from './miller.ts';
import { findPolars } from './polars.ts';
import { findQsv } from './qsv.ts';
import { findXan } from './xan.ts';

const FINDERS = { findDuckDB, findClickHouse, findPolars, findXan, findQsv, findMiller, findMawk, findJq, findGnuSort };

export function findPeers(): { readonly present: readonly Peer[]; readonly absent: readonly string[] } {
  const found = Object.entries(FINDERS).map(([finder, find]) => ({ name: finder.slice('find'.length), peer: find() }));
  return {
    present: found.flatMap(({ peer }) => peer ?? []),
    absent: found.filter(({ peer }) => peer === undefined).map(({ name }) => name),
  };
}
