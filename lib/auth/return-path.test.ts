import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnPath, signInPath } from './return-path.ts';

test.each([
  ['/search/audit?q=a%20b&range=1h', '/search/audit?q=a%20b&range=1h'],
  ['/account', '/account'],
  ['//evil.example', '/all'],
  ['/\\evil.example', '/all'],
  ['\\\\evil.example', '/all'],
  ['/\t/evil.example', '/all'],
  ['/x\n//evil.example', '/all'],
  ['/.//evil.example', '/all'],
  ['/all/../..//evil.example', '/all'],
  ['https://evil.example', '/all'],
  ['javascript:alert(1)', '/all'],
  ['evil.example', '/all'],
  ['', '/all'],
  [['/search'], '/all'],
  [undefined, '/all'],
  ['/sign-in?to=/sign-in', '/all'],
  ['/api/v1/export/teams', '/all'],
  ['/sign-in-history', '/sign-in-history'],
  [`/${'x'.repeat(3000)}`, '/all'],
])('%j leads to %s', (asked, expected) => {
  expect(returnPath(asked)).toBe(expected);
});

test.each([
  ['/', '/sign-in?to=%2F'],
  ['/all', '/sign-in'],
  ['/all?_rsc=1abc', '/sign-in'],
  ['/search/audit?range=1h&_rsc=x', '/sign-in?to=%2Fsearch%2Faudit%3Frange%3D1h'],
  ['//evil.example/x', '/sign-in'],
])('%s asks for %s', (url, expected) => {
  expect(signInPath(url)).toBe(expected);
});

test('no text leads off this origin', () => {
  const piece = fc.oneof(
    fc.constantFrom('/', '\\', '\t', '\n', '@', ':', '?', '#', '..', '%2f', 'http:', 'evil.example'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const origin = 'http://localhost:3000';
      expect(new URL(returnPath(`/${pieces.join('')}`), origin).origin).toBe(origin);
    }),
  );
});
