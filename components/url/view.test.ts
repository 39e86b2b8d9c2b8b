import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hourMs } from '#lib/time.ts';
import { shiftWindow } from './ranges.ts';
import { parseView } from './view.ts';
import { type Search, searchOf, textsOf, viewQuery } from './view-query.ts';

const now = Date.parse('2026-11-22T07:42:00Z');
const iso = (at: number) => new Date(at).toISOString();

test.each([
  ['nothing asked: the last 24 h, live, UTC', {}, { from: now - 24 * hourMs, to: now, range: '24h', asOf: null, zone: 'utc' }],
  ['a range', { range: '3h' }, { from: now - 3 * hourMs, to: now, range: '3h' }],
  ['a range that does not exist', { range: '5y' }, { range: '24h' }],
  ['a range given twice: the first', { range: ['6h', '1h'] }, { range: '6h' }],
  ['from and to', { from: iso(now - 9000), to: iso(now - 1000) }, { from: now - 9000, to: now - 1000, range: null }],
  ['from without to ends now', { from: iso(now - 9000) }, { from: now - 9000, to: now, range: null }],
  ['to in the future ends now', { from: iso(now - 9000), to: iso(now + 9000) }, { to: now, range: null }],
  ['from after to', { from: iso(now), to: iso(now - 9000), range: '1h' }, { range: '1h' }],
  ['no instant at all', { from: 'yesterday', to: '{}' }, { range: '24h' }],
  ['a window of a century', { from: '1926-01-01T00:00:00Z' }, { range: '24h' }],
  [
    'an instant before now',
    { asOf: iso(now - hourMs), range: '1h' },
    { now: now - hourMs, asOf: now - hourMs, to: now - hourMs, from: now - 2 * hourMs },
  ],
  ['an instant in the future is now', { asOf: iso(now + hourMs) }, { now, asOf: null }],
  ['an instant before there was a year', { asOf: '-271821-04-20T00:00:00.000Z' }, { now, asOf: null }],
  ['an instant of year 0', { asOf: '0000-01-01T00:00:00Z' }, { now, asOf: null }],
  ['a window of year 0', { from: '0000-01-01T00:00:00Z', to: '0000-01-02T00:00:00Z' }, { range: '24h' }],
  ['local time with a known zone', { tz: 'local' }, { tz: 'local', zone: 'Asia/Kathmandu' }],
  ['a zone that is none', { tz: 'mars' }, { tz: 'utc', zone: 'utc' }],
])('%s', (_, search, expected) => {
  expect(parseView(search, { now, localZone: 'Asia/Kathmandu' })).toMatchObject(expected);
});

test('no query string makes it throw, and the window is always one', () => {
  const value = fc.oneof(
    fc.string(),
    fc.array(fc.string()),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(fc.record({ range: value, from: value, to: value, asOf: value, tz: value }), (search) => {
      const view = parseView(search, { now });
      expect(view.from).toBeLessThan(view.to);
      expect(view.to).toBeLessThanOrEqual(now);
      expect(view.now).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('links keep range, instant and zone, and nothing else', () => {
  expect(viewQuery({ range: '3h', tz: 'local', who: 'a', page: '2' })).toBe('?range=3h&tz=local');
  expect(viewQuery(new URLSearchParams('sort=p99'))).toBe('');
  expect(searchOf(new URLSearchParams('who=a&who=b&x=1'))).toEqual({ who: ['a', 'b'], x: ['1'] });
});

test.each([
  ['earlier', -1, { from: 0, to: 10 }],
  ['later, but never past now', 1, { from: 15, to: 25 }],
] as const)('one window %s', (_, direction, expected) => {
  expect(shiftWindow({ from: 10, to: 20, now: 25 }, direction)).toEqual(expected);
});

test('what is no text is no parameter', () => {
  const given = { toString: [Object.prototype.toString, 'a'], valueOf: () => 1, who: ['a', 'b'], q: 'x', none: undefined };
  expect(textsOf(given as unknown as Search)).toEqual({ toString: ['a'], who: ['a', 'b'], q: 'x' });
});
