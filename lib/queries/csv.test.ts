import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1', "'+1"],
  ['-cmd', "'-cmd"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\r=1', `"'\r'=1"`],
  [' =1+1', "' =1+1"],
  ['\u00a0\u200b=1', "'\u00a0\u200b=1"],
  ['\u0000=1', "'\u0000=1"],
  ['＝1', "'＝1"],
  ['＋1', "'＋1"],
  ['－1', "'－1"],
  ['＠SUM(A1)', "'＠SUM(A1)"],
  ['a;=1', `"a;'=1"`],
  ['a\t =1', "a\t' =1"],
  ['a\n=1', `"a\n'=1"`],
  ['a; b', '"a; b"'],
  ['endpoint-1; a=b', '"endpoint-1; a=b"'],
  ['a, b', '"a, b"'],
  ['two\nlines', '"two\nlines"'],
  [-4.1, '-4.1'],
  [true, 'true'],
  [null, ''],
  ['plain', 'plain'],
])('%j → %s', (cell, text) => {
  expect(toCsv(['x'], [{ x: cell }])).toBe(`\uFEFFx\r\n${text}\r\n`);
});

test('a row without a column leaves it empty', () => {
  expect(toCsv(['a', 'b'], [{ b: 1 }])).toBe('\uFEFFa,b\r\n,1\r\n');
});

test('a cell of separators alone takes time by its length only', () => {
  const startedAt = performance.now();
  toCsv(['x'], [{ x: `${'\n \t;'.repeat(100_000)}x` }]);
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
