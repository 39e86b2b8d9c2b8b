import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern } from './rules.ts';

/** The same, said as a regular expression, which may take for ever. */
const slow = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');

test('a shell pattern matches what it says', () => {
  const text = (chars: string) => fc.string({ unit: fc.constantFrom(...chars), maxLength: 9 });
  fc.assert(
    fc.property(text('ab.\n*?'), text('ab.*?'), (name, pattern) => {
      expect(matchesPattern(name, pattern)).toBe(slow(pattern).test(name));
    }),
    { numRuns: 2000 },
  );
});

test.each([`${'*a'.repeat(1000)}b`, `${'*?'.repeat(1000)}b`, `${'*'.repeat(5000)}b`, `${'*?'.repeat(25)}b`])(
  'no pattern keeps the server busy: %.20s…',
  (pattern) => {
    const began = performance.now();
    for (let i = 0; i < 100; i++) expect(matchesPattern('a'.repeat(63), pattern)).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  },
);
