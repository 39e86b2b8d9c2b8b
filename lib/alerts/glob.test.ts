import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from './glob.ts';

test.each([
  ['search-*', 'search-ranker', true],
  ['search-*', 'search-', true],
  ['search-*', 'research-ranker', false],
  ['*-prod', 'ranker-prod', true],
  ['*-prod', 'ranker-prod-2', false],
  ['a*b*c', 'abc', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'acb', false],
  ['ab*ba', 'aba', false],
  ['*', '', true],
  ['ranker', 'ranker', true],
  ['ranker', 'ranker2', false],
  ['r.nker', 'ranker', false],
  ['(a+)+$', '(a+)+$', true],
])('%s of %s: %s', (pattern, text, is) => {
  expect(matchesGlob(pattern, text)).toBe(is);
});

test('is what a regular expression of the same pattern says', () => {
  const some = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  fc.assert(
    fc.property(some, text, (pattern, of) => {
      expect(matchesGlob(pattern, of)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(of));
    }),
  );
});

test('many stars cost no more than few', () => {
  expect(matchesGlob('*a'.repeat(500), 'a'.repeat(400))).toBe(false);
});
