import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseColumnList, parseColumnPath } from '../../../../src/plan/parse/column-path.ts';
import { errorOf } from '../inputs.ts';

describe('parseColumnPath', () => {
  it.each([
    ['age', ['age'], 'age'],
    [' age ', ['age'], 'age'],
    ['Incident Zip', ['Incident Zip'], 'Incident Zip'],
    ['address.city', ['address', 'city'], 'address.city'],
    ['address . city', ['address', 'city'], 'address.city'],
    ['name[0]', ['name', 0], 'name[0]'],
    ['a[0][12].b', ['a', 0, 12, 'b'], 'a[0][12].b'],
    ['credit-card.number', ['credit-card', 'number'], 'credit-card.number'],
    ['"credit-card".number', ['credit-card', 'number'], 'credit-card.number'],
    ['"odd "" name"', ['odd " name'], 'odd " name'],
    ['"a.b"', ['a.b'], 'a.b'],
    ['"price (USD)"[1]', ['price (USD)', 1], 'price (USD)[1]'],
    ['""', [''], ''],
    ['1.5', ['1', '5'], '1.5'],
    ["O'Brien's 100%", ["O'Brien's 100%"], "O'Brien's 100%"],
    ['größe.名前', ['größe', '名前'], 'größe.名前'],
    ['as', ['as'], 'as'],
    ['*', ['*'], '*'],
  ])('reads %s', (source, steps, text) => {
    expect(parseColumnPath(source)).toEqual({ steps, text });
  });

  it('reads any name in quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const path = parseColumnPath(`"${name.replaceAll('"', '""')}"`);
        expect(path).toEqual({ steps: [name], text: name });
      }),
    );
  });

  it.each([
    ['', 'expected a column, found the end'],
    ['a.', 'expected a name after ".", found the end'],
    ['.a', 'expected a column, found .'],
    ['a..b', 'expected a name after ".", found .'],
    ['a,b', 'expected the end of the column, found ,'],
    ['a(b)', 'expected the end of the column, found ('],
    ['a "b"', 'expected the end of the column, found "b"'],
    ['[0]', 'expected a column, found ['],
    ['a[]', 'expected a position such as 0 between [ and ]'],
    ['a[-1]', 'expected a position such as 0 between [ and ]'],
    ['a[b]', 'expected a position such as 0 between [ and ]'],
    ['a[0', 'expected "]", found the end'],
    ['a["0"]', 'expected a position such as 0 between [ and ]'],
    ['"a', 'this quote is never closed'],
    ['a"b', 'this quote is never closed'],
  ])('refuses %j', (source, message) => {
    expect(errorOf(() => parseColumnPath(source))).toContain(`PQ_USAGE: ${message}\n`);
  });

  it('points at the character', () => {
    expect(errorOf(() => parseColumnPath('größe\t😀.[0]'))).toMatchInlineSnapshot(`
      "PQ_USAGE: expected a name after ".", found [
        größe 😀.[0]
                ^
      hint: a name that holds . [ ] , ( ) or a quote is written in double quotes: "price (USD)""
    `);
  });
});

describe('parseColumnList', () => {
  it('reads paths between commas', () => {
    const texts = parseColumnList('age, name[0],"a,b" , Incident Zip').map((path) => path.text);
    expect(texts).toEqual(['age', 'name[0]', 'a,b', 'Incident Zip']);
  });

  it.each([',', 'a,', ',a', 'a,,b', ''])('refuses %j', (source) => {
    expect(errorOf(() => parseColumnList(source))).toContain('expected a column');
  });

  it('never fails in any other way than by a usage error', () => {
    const source = fc.string({ unit: fc.constantFrom(...'ab0 .,[]()"*'), maxLength: 12 });
    fc.assert(
      fc.property(source, (text) => {
        try {
          for (const path of parseColumnList(text)) expect(path.steps.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ name: 'PqError', code: 'PQ_USAGE' });
        }
      }),
    );
  });
});
