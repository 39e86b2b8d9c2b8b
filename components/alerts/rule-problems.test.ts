import { expect, test } from 'vitest';
import { searchOf } from '#components/url/view-query.ts';
import { otherProblems, problemsIn, refusalAt } from './rule-problems.ts';
import { draftHref, draftInUrl } from './rule-url.ts';

test.each([
  ['threshold.above: expected a number.', 'threshold.above', 'Expected a number.'],
  ['names[2]: expected a text.', 'names', 'Expected a text.'],
  [
    'id: a rule is called x already, made in the console. Give this one another id.',
    'id',
    'A rule is called x already, made in the console. Give this one another id.',
  ],
])('%s is said at %s', (why, key, said) => {
  const problems = problemsIn(why);
  expect(refusalAt(key, problems)).toEqual({ field: key, why: said });
  expect(otherProblems([key], problems)).toBe('');
  expect(refusalAt('title', problems)).toBeNull();
  expect(otherProblems(['title'], problems)).not.toBe('');
});

test('what is about no field is said under the form', () => {
  expect(problemsIn('Somebody changed or deleted this rule meanwhile.')).toEqual([]);
  expect(
    otherProblems(
      ['id'],
      [
        { field: 'threshold', message: 'expected either above or below' },
        { field: '', message: 'x' },
      ],
    ),
  ).toBe('threshold: expected either above or below x');
});

test('a draft is found again in its own URL, and nothing else is', () => {
  const draft = { test: 'threshold', title: 'a & b', 'threshold.above': '1 s', names: 'a-* b' };
  const href = draftHref('/all/alerts/rules/new', { owner: 'search', draft }, { query: '?range=1h', backtest: true });
  const search = searchOf(new URL(href, 'http://x').searchParams);
  expect(search.range).toEqual(['1h']);
  expect(draftInUrl(search)).toMatchObject({ owner: 'search', draft: { ...draft, id: '', 'share.of': '' } });
  expect(draftInUrl({ range: '1h', title: 'x' })).toBeNull();
});
