import { expect, test } from 'vitest';
import { hrefWith, parseColumns, parseCount, parseSort, sortText, valuesOf } from './search.ts';

const columns = ['name', 'p99'] as const;

test.each([
  [{ sort: 'p99' }, { column: 'p99', descending: false }],
  [{ sort: '-p99' }, { column: 'p99', descending: true }],
  [{ sort: 'p99; drop table team' }, { column: 'name', descending: false }],
  [{ sort: ['-name', 'p99'] }, { column: 'name', descending: true }],
  [{}, { column: 'name', descending: false }],
])('sort of %j', (search, expected) => {
  expect(parseSort(search, columns, { column: 'name', descending: false })).toEqual(expected);
});

test('a sort reads back as it was written', () => {
  const sort = { column: 'p99', descending: true } as const;
  expect(parseSort({ sort: sortText(sort) }, columns, { column: 'name', descending: false })).toEqual(sort);
});

test.each([
  [{ cols: 'p99,name' }, ['name', 'p99']],
  [{ cols: ['p99'] }, ['p99']],
  [{ cols: 'constructor' }, ['name', 'p99']],
  [{}, ['name', 'p99']],
])('columns of %j', (search, expected) => {
  expect(parseColumns(search, columns)).toEqual(expected);
});

test.each([
  [{ n: '20' }, 20],
  [{ n: '100000' }, 500],
  [{ n: '0' }, 100],
  [{ n: '-3' }, 100],
  [{ n: '1e9' }, 100],
])('count of %j', (search, expected) => {
  expect(parseCount(search, 'n', { fallback: 100, limit: 500 })).toBe(expected);
});

test('a patch changes, adds and removes; any change but of the page itself goes back to the first page', () => {
  const search = { who: ['a', 'b'], page: '4', range: '3h' };
  expect(hrefWith('/all/audit', search, { who: ['a'] })).toBe('/all/audit?who=a&range=3h');
  expect(hrefWith('/all/audit', search, { page: '5' })).toBe('/all/audit?who=a&who=b&page=5&range=3h');
  expect(hrefWith('/all/audit', { range: '3h' }, { range: null })).toBe('/all/audit');
  expect(hrefWith('/all', {}, { q: '"><script>' })).toBe('/all?q=%22%3E%3Cscript%3E');
});

test.each(['toString', 'constructor', 'hasOwnProperty', '__proto__'])('a parameter called %s is a parameter', (name) => {
  const search = Object.fromEntries([[name, '1']]);
  expect(hrefWith('/all', search, { q: 'x' })).toBe(`/all?${name}=1&q=x`);
});

test('values stand once, without blanks, and not without end', () => {
  expect(valuesOf({ who: ['a', 'a', ' ', 'b'] }, 'who')).toEqual(['a', 'b']);
  expect(valuesOf({ who: Array.from({ length: 90 }, (_, n) => `w${n}`) }, 'who')).toHaveLength(50);
});
