import { describe, expect, it } from 'vitest';
import { checkHeaders, reportMissingColumns } from '../../../src/plan/missing-columns.ts';
import type { ColumnPath, InputFile, ScanStage } from '../../../src/protocol/stage.ts';
import { ENVIRONMENT } from '../../helpers/engine/planned-stage.ts';
import { USUAL_DIALECT } from '../../helpers/usual-dialect.ts';
import { csvFile, errorOf, jsonFile, path } from './inputs.ts';

function stage(files: readonly InputFile[], columns: readonly ColumnPath[]): ScanStage {
  return {
    kind: 'scan',
    files,
    dialect: USUAL_DIALECT,
    columns,
    nullValues: [],
    steps: [],
    environment: ENVIRONMENT,
    operator: { kind: 'partial-aggregate', keys: [], states: [] },
  };
}

function report(files: readonly InputFile[], seen: readonly boolean[], sampleColumns: readonly string[]) {
  return reportMissingColumns(stage(files, [path('age'), path('city')]), seen, () => sampleColumns);
}

describe('checkHeaders', () => {
  it('shortens a long list of columns', () => {
    const files = [
      csvFile(
        'a.csv',
        Array.from({ length: 14 }, (_, index) => `column ${index}`),
      ),
      csvFile('b.csv', []),
    ];
    expect(errorOf(() => checkHeaders(files, [path('zip')]))).toMatchInlineSnapshot(`
      "PQ_COLUMN_NOT_FOUND: no column "zip" in any of 2 files
      hint: columns: column 0, column 1, column 2, column 3, column 4, column 5, column 6, column 7, column 8, column 9, column 10, column 11, and 2 more"
    `);
  });

  it('says when there is no header', () => {
    expect(errorOf(() => checkHeaders([csvFile('empty.csv', [], 0)], [path('zip')]))).toMatchInlineSnapshot(`
      "PQ_COLUMN_NOT_FOUND: no column "zip" in empty.csv
      hint: the input has no header line"
    `);
  });

  it('writes names as they can be typed', () => {
    const file = csvFile('a.csv', ['a.b', 'c[0]', 'a..b', ' x', 'price (USD)', 'Incident Zip']);
    const message = errorOf(() => checkHeaders([file], [path('nothing')]));
    expect(message).toContain('columns: a.b, c[0], "a..b", " x", "price (USD)", Incident Zip');
  });

  it('knows what a name was torn from by an expression', () => {
    const file = csvFile('a.csv', ['number', 'credit-card', 'Incident Zip']);
    expect(errorOf(() => checkHeaders([file], [path('credit')]))).toContain('did you mean "credit-card"? columns:');
    expect(errorOf(() => checkHeaders([file], [path('Incident')]))).toContain('did you mean "Incident Zip"? columns:');
  });

  it('is content with headers that have all', () => {
    expect(() => checkHeaders([csvFile('a.csv', ['address.city'])], [path('address', 'city')])).not.toThrow();
  });
});

describe('reportMissingColumns', () => {
  const json = [jsonFile('a.ndjson')];

  it('reports the first column that no record had', () => {
    const error = report(json, [true, false], ['age', 'address.city']);
    expect(error).toMatchObject({
      code: 'PQ_COLUMN_NOT_FOUND',
      message: 'no column "city" in a.ndjson',
      hint: 'did you mean address.city? columns: age, address.city',
    });
  });

  it('is content when every column was seen, or is in a header', () => {
    expect(report(json, [true, true], ['age'])).toBeUndefined();
    expect(report([...json, csvFile('b.csv', ['city'])], [true, false], ['age'])).toBeUndefined();
  });

  it('cannot tell from an input without records', () => {
    expect(report(json, [false, false], [])).toBeUndefined();
  });
});
