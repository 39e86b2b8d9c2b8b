import { expect, test } from 'vitest';
import { keepsSecureCookies, origin } from './origin.ts';

test.each([
  [{}, 'http://localhost:3000', true],
  [{ PORT: '3400' }, 'http://localhost:3400', true],
  [{ TRAILWATCH_URL: 'https://trailwatch.example', PORT: '3400' }, 'https://trailwatch.example', true],
  [{ TRAILWATCH_URL: 'http://10.0.0.9:3000' }, 'http://10.0.0.9:3000', false],
  [{ TRAILWATCH_URL: 'http://localhost.example' }, 'http://localhost.example', false],
])('%j is %s; Secure cookies are kept: %s', (environment, expected, isKept) => {
  expect([origin(environment), keepsSecureCookies(environment)]).toEqual([expected, isKept]);
});
