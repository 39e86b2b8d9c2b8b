import { expect, test } from 'vitest';
import { pageOf } from './pages.ts';

const rows = (count: number) => Array.from({ length: count }, (_, index) => index);

test.each([
  { count: 0, asked: 1, shown: [], first: 1, page: 1, pages: 1 },
  { count: 40, asked: 1, shown: rows(40), first: 1, page: 1, pages: 1 },
  { count: 100, asked: 2, shown: rows(100), first: 1, page: 1, pages: 1 },
  { count: 101, asked: 2, shown: [100], first: 101, page: 2, pages: 2 },
  { count: 10_000, asked: 9_999, shown: rows(10_000).slice(9_900), first: 9_901, page: 100, pages: 100 },
])('page $asked of $count rows', ({ count, asked, shown, ...rest }) => {
  expect(pageOf(rows(count), asked)).toEqual({ rows: shown, ...rest });
});
