import { expect, test } from 'vitest';
import { decoded } from './decoded.ts';

test.each([
  ['a%2Fb', 'a/b'],
  ['%25', '%'],
  ['50%', '50%'],
  ['<%= 1 %>', '<%= 1 %>'],
  ['%E2%80%AE', '\u202e'],
])('%s stood for %s', (name, expected) => {
  expect(decoded({ name })).toEqual({ name: expected });
});
