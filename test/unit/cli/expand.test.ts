/** From names to sources: order, what is taken from a directory, what is refused. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { expandInputs } from '../../../src/cli/inputs/expand.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';
import { errorOf } from '../plan/inputs.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());
const at = (...names: readonly string[]) => join(files.directory, ...names);

function namesOf(operands: readonly string[], lists: readonly string[] = []): readonly string[] {
  return expandInputs({ operands, lists }, false).map(({ name }) => name);
}

describe('expandInputs', () => {
  it('takes all data files below a directory, in byte order of their paths', () => {
    const names = ['b.csv', 'a/x.json', 'a.tsv', 'a/b/c/d.NDJSON', 'ä.csv', '😀.csv', '\uffee.csv'];
    for (const directory of ['tree', 'tree/a', 'tree/a/b', 'tree/a/b/c', 'tree/.hidden']) mkdirSync(at(directory));
    for (const name of [...names, '.hidden/x.csv', 'a/.x.csv', 'a/notes.md', 'a/csv']) files.write(`tree/${name}`, '');
    const sorted = [...names].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    expect(namesOf([at('tree')])).toEqual(sorted.map((name) => at('tree', name)));
    expect(namesOf([`${at('tree')}/`])).toEqual(sorted.map((name) => at('tree', name)));
  });

  it('follows links to files, and none to directories', () => {
    mkdirSync(at('links', 'deep'), { recursive: true });
    files.write('links/deep/x.csv', '');
    symlinkSync('..', at('links', 'deep', 'up'));
    symlinkSync('up', at('links', 'deep', 'up.csv'));
    symlinkSync('deep/x.csv', at('links', 'y.csv'));
    expect(namesOf([at('links')])).toEqual([at('links', 'deep', 'x.csv'), at('links', 'y.csv')]);
  });

  it('puts what lists name behind the operands, as often as it is named', () => {
    const [a, b] = [files.write('a.csv', ''), files.write('b.csv', '')];
    const [one, two] = [files.write('one', `${b}\n${a}\n`), files.write('two', `${a}\0${b}\0`)];
    expect(namesOf([a, a], [one, two])).toEqual([a, a, b, a, a, b]);
    expect(namesOf([], [two])).toEqual([a, b]);
  });

  it('sorts paths by their bytes, whatever is in them', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
      .map((text) => text.replace(/[/\0.]/g, '_'));
    let run = 0;
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), (names) => {
        const directory = `random-${run++}`;
        mkdirSync(at(directory));
        for (const one of names) files.write(`${directory}/${one}.csv`, '');
        const found = namesOf([at(directory)]).map((path) => Buffer.from(path));
        expect(found).toEqual([...found].sort(Buffer.compare));
        expect(found.length).toBe(names.length);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what stands for nothing', () => {
    mkdirSync(at('empty', 'deeper'), { recursive: true });
    symlinkSync('gone', at('dangling.csv'));
    expect(errorOf(() => namesOf([at('empty')]))).toContain('no data files in the directory');
    expect(errorOf(() => namesOf([at('dangling.csv')]))).toContain('is a link to gone, which is not there');
    expect(errorOf(() => namesOf([at('dangl*.csv')]))).toContain('is a link to gone, which is not there');
    expect(errorOf(() => namesOf(['-', 'x', '-']))).toContain('stdin can be read only once');
    expect(errorOf(() => namesOf(['-'], ['-']))).toContain('stdin can be read only once');
  });

  it('does not wait for a terminal', () => {
    const terminal = (operands: readonly string[], lists: readonly string[]) =>
      errorOf(() => expandInputs({ operands, lists }, true));
    expect(terminal([], [])).toContain('stdin is a terminal');
    expect(terminal(['x', '-'], [])).toContain('stdin is a terminal');
    expect(terminal(['x'], ['-'])).toContain('stdin is a terminal');
  });
});
