import { describe, expect, it } from 'vitest';
import { checkAlignment } from '../../../src/plan/align-columns.ts';
import type { Alignment } from '../../../src/plan/logical-plan.ts';
import type { InputFile } from '../../../src/protocol/stage.ts';
import { USUAL_DIALECT } from '../../helpers/usual-dialect.ts';
import { csvFile, errorOf, jsonFile, path } from './inputs.ts';

const AB = csvFile('ab.csv', ['a', 'b']);
const BA = csvFile('ba.csv', ['b', 'a']);
const BC = csvFile('bc.csv', ['b', 'c']);

function check(alignment: Alignment, files: readonly InputFile[], ...columns: readonly string[]): void {
  const scan = { kind: 'scan', files, dialect: USUAL_DIALECT, alignment, nullValues: [] } as const;
  checkAlignment(
    scan,
    columns.map((column) => path(column)),
  );
}

describe('checkAlignment', () => {
  it('lets everything pass as a union', () => {
    expect(() => check('union', [AB, BC, jsonFile('x.ndjson')], 'a', 'c')).not.toThrow();
  });

  it('wants the columns that are asked for in every file', () => {
    expect(() => check('intersect', [AB, BA, BC], 'b')).not.toThrow();
    expect(errorOf(() => check('intersect', [AB, BA, BC], 'b', 'a'))).toBe(
      'PQ_COLUMN_NOT_FOUND: --columns intersect: no column a\nhint: in all files: b',
    );
    expect(errorOf(() => check('intersect', [AB, csvFile('empty.csv', [])], 'a'))).toContain('no column in common');
  });

  it('wants one header everywhere', () => {
    expect(() => check('strict', [AB, AB], 'a')).not.toThrow();
    expect(() => check('strict', [AB])).not.toThrow();
    const [inOrder, other] = [
      errorOf(() => check('strict', [AB, AB, BA, BC])),
      errorOf(() => check('strict', [AB, BC])),
    ];
    expect(inOrder).toContain('PQ_COLUMNS_DIFFER: the columns are not those of ab.csv: in another order: b, a');
    expect(other).toContain('PQ_COLUMNS_DIFFER: the columns are not those of ab.csv: a missing; c added');
  });

  it('is not taken in by names that read alike when they stand together', () => {
    expect(errorOf(() => check('strict', [csvFile('x', ['a,b', 'c']), csvFile('y', ['a', 'b,c'])]))).toContain(
      'missing',
    );
  });

  it('refuses JSON, which has no header', () => {
    expect(errorOf(() => check('strict', [AB, jsonFile('x.ndjson')]))).toContain('JSON has none: x.ndjson');
    expect(errorOf(() => check('intersect', [jsonFile('x.ndjson')]))).toContain('JSON has none: x.ndjson');
  });
});
