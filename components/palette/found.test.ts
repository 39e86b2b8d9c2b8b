import { expect, test } from 'vitest';
import { foundOf } from './found.ts';

const row = { label: 'a', kind: 'endpoint', hint: 'ml-prod', href: '/all/endpoints' };

test.each([
  ['a bare list', [row], [row]],
  ['a list under results', { results: [row] }, [row]],
  ['an address elsewhere is left out', [{ ...row, href: 'https://example.com' }], []],
  ['a row that is none', [{ label: 1 }], []],
  ['nothing', null, []],
])('%s', (_, body, expected) => {
  expect(foundOf(body)).toEqual(expected);
});
