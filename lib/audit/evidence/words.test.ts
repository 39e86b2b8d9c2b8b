import { expect, test } from 'vitest';
import { parseAuditFilter } from '../filter.ts';
import { searchUrl } from './search-url.ts';
import { filterWords } from './words.ts';

const search = { result: ['denied', 'failed'], 'not.action': ['ListTags', 'GetObject'], 'not.through': '(none)', q: 'vision' };
const filter = parseAuditFilter(search);

test('what is left out stands in the words and the address of a pack’s search', () => {
  expect(filterWords(filter)).toBe(
    'Result is “denied” or “failed”; Through is not nothing; Action is not “ListTags” or “GetObject”; its words hold “vision”',
  );
  const url = new URL(searchUrl({ team: 'all', from: 0, to: 1, receivedBy: 1, filter, rules: null }), 'https://x');
  expect(url.searchParams.getAll('not.action')).toEqual(search['not.action']);
});
