import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences } from './compare.ts';
import { RowDigest } from './digest.ts';

const digestOf = (chunks: readonly Buffer[]): { rows: number; hex: string } => {
  const digest = new RowDigest();
  for (const chunk of chunks) digest.add(chunk);
  return { rows: digest.rows, hex: digest.hex() };
};
const textOf = (rows: readonly string[]): Buffer => Buffer.from(rows.map((row) => `${row}\n`).join(''));
const row = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\n', '\\n'));

describe('the digest of rows', () => {
  test('is the same however the text is cut, and in whatever order the rows come', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), (rows, size) => {
        const whole = textOf(rows);
        const cut = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) => whole.subarray(at * size, (at + 1) * size));
        expect(digestOf(cut)).toEqual(digestOf([whole]));
        expect(digestOf([textOf(rows.toReversed())])).toEqual(digestOf([whole]));
        expect(digestOf([whole]).rows).toBe(rows.length);
      }),
    );
  });

  test.each([
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
    [['a', 'b'], ['ab']],
    [['a'], ['a', 'a']],
    [[''], []],
  ])('%j is not %j', (some, other) => {
    expect(digestOf([textOf(some)])).not.toEqual(digestOf([textOf(other)]));
  });
});

test('what two databases hold differently is said table by table', () => {
  const table = (name: string, rows: number, digest = 'd') => ({ table: name, rows, digest });
  const wanted = [table('same', 1), table('fewer', 3), table('other', 2), table('gone', 1)];
  const have = [table('same', 1), table('fewer', 2), table('other', 2, 'e'), table('more', 1), table('empty', 0)];
  expect(differences(wanted, have)).toEqual([
    'fewer holds 2 rows for 3',
    'other holds other rows',
    'gone is missing',
    'more is new',
  ]);
  expect(differences(have, have)).toEqual([]);
});
