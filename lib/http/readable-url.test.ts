import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readableUrl } from './readable-url.ts';

test.each([
  ['/all/audit?q=a%20b', '/all/audit?q=a%20b'],
  ['/all/%E2%82%AC', '/all/%E2%82%AC'],
  ['/%00', '/%EF%BF%BD'],
  ['/all?q=a%00b&page=%00', '/all?q=a%EF%BF%BDb&page=%EF%BF%BD'],
  ['/all/%2500', '/all/%2500'],
  ['/%', '/%25'],
  ['/%zz/x?q=%zz', '/%25zz/x?q=%zz'],
  ['/all/%ff', '/all/%25ff'],
  ['/all/%ED%A0%80', '/all/%25ED%25A0%2580'],
])('%s is read as %s', (url, expected) => {
  expect(readableUrl(url)).toBe(expected);
});

test('every path decodes, without NUL', () => {
  const piece = fc.oneof(
    fc.constantFrom('%', '%00', '%ff', '%E2', '/', '?', '%25', '%C3%A9'),
    fc.string({ unit: 'grapheme-ascii' }),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const path = readableUrl(`/${pieces.join('')}`).split('?')[0] ?? '';
      expect(decodeURIComponent(path)).not.toContain('\0');
    }),
  );
});
