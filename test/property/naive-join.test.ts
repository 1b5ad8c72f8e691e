/** The oracle of joins: what has to hold between the kinds of join, and a few answers that were written by hand. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asCsv, randomSide, randomSpec, tableOf } from '../helpers/engine/join-tables.ts';
import { type JoinKind, type JoinSpec, naiveJoin, type Table } from '../helpers/engine/naive-join.ts';
import { runs } from '../helpers/engine/runs.ts';

const table = (text: string): Table => {
  const [names = [], ...rows] = text.split(' / ').map((line) => line.split(','));
  return { names, rows: rows.map((cells) => cells.map((cell) => (cell === '' ? null : { kind: 'cell', text: cell }))) };
};
const LEFT = table('id,x / 1,p / 2,q / 2,r / ,s');
const RIGHT = table('id,x,y / 2,t,7 / 3,u,8 / 2,v,9 / ,w,0');
const ON: Omit<JoinSpec, 'how'> = { leftKeys: ['id'], rightKeys: ['id'], isOn: true };
const APART: Omit<JoinSpec, 'how'> = { ...ON, isOn: false };
const text = (joined: Table): string => asCsv(joined).trimEnd().replaceAll('\n', ' / ');

describe('answers by hand', () => {
  const inner = '2,q,t,7 / 2,q,v,9 / 2,r,t,7 / 2,r,v,9';
  test.each<[JoinKind, string]>([
    ['inner', `id,x,x_right,y / ${inner}`],
    ['left', `id,x,x_right,y / 1,p,, / ${inner} / ,s,,`],
    ['right', `id,x,x_right,y / ${inner} / 3,,u,8 / ,,w,0`],
    ['full', `id,x,x_right,y / 1,p,, / ${inner} / ,s,, / 3,,u,8 / ,,w,0`],
    ['semi', 'id,x / 2,q / 2,r'],
    ['anti', 'id,x / 1,p / ,s'],
  ])('%s', (how, expected) => {
    expect(text(naiveJoin(LEFT, RIGHT, { ...ON, how }))).toBe(expected);
  });

  test('keys that are named apart are both there', () => {
    const joined = naiveJoin(LEFT, RIGHT, { ...APART, how: 'right' });
    expect(text(joined)).toBe(
      'id,x,id_right,x_right,y / 2,q,2,t,7 / 2,q,2,v,9 / 2,r,2,t,7 / 2,r,2,v,9 / ,,3,u,8 / ,,,w,0',
    );
  });

  test('nulls are equal if that is said', () => {
    expect(text(naiveJoin(LEFT, RIGHT, { ...ON, how: 'semi', nullsEqual: true }))).toBe('id,x / 2,q / 2,r / ,s');
  });

  test('names: the first that nobody has', () => {
    const named = (left: string, right: string, more: Partial<JoinSpec> = {}): string =>
      naiveJoin(table(left), table(right), { ...ON, ...more, how: 'inner' }).names.join();
    expect(named('id,a,a_right', 'id,a')).toBe('id,a,a_right,a_right_right');
    expect(named('id,a', 'id,a,a_right')).toBe('id,a,a_right_right,a_right');
    expect(named('id,a', 'id,a', { prefixRight: 'r.' })).toBe('id,a,r.a');
    expect(named('id,a', 'id,a', { prefixLeft: 'l.' })).toBe('id,l.a,a');
    expect(named('id,a', 'id,a', { isOn: false, prefixLeft: 'l.', prefixRight: 'l.' })).toBe(
      'l.id,l.a,l.id_right,l.a_right',
    );
  });
});

test('laws', () => {
  const property = fc.property(randomSide, randomSide, randomSpec, (leftRows, rightRows, spec) => {
    const [left, right] = [tableOf(leftRows, 'l', 'csv'), tableOf(rightRows, 'r', 'csv')];
    const joined = (how: JoinKind): readonly string[] => {
      const keys = how === 'cross' ? { leftKeys: [], rightKeys: [], isOn: false } : {};
      return naiveJoin(left, right, { ...spec, ...keys, how }).rows.map((row) => JSON.stringify(row));
    };
    const [inner, semi, anti] = [joined('inner'), joined('semi'), joined('anti')];
    const [ofLeft, ofRight] = [joined('left'), joined('right')];
    expect([...semi, ...anti].toSorted()).toEqual(left.rows.map((row) => JSON.stringify(row)).toSorted());
    expect(ofLeft.filter((row) => inner.includes(row))).toEqual(inner);
    expect(ofLeft).toHaveLength(inner.length + anti.length);
    expect(ofRight.slice(0, inner.length)).toEqual(inner);
    expect(joined('full')).toEqual([...ofLeft, ...ofRight.slice(inner.length)]);
    expect(joined('cross')).toHaveLength(left.rows.length * right.rows.length);
  });
  fc.assert(property, runs(200));
});
