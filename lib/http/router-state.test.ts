import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRouterState } from './router-state.ts';

const { parseAndValidateFlightRouterState } = createRequire(import.meta.url)(
  'next/dist/server/app-render/parse-and-validate-flight-router-state.js',
) as { parseAndValidateFlightRouterState: (header: string) => unknown };
const isReadByNext = (header: string): boolean => {
  try {
    parseAndValidateFlightRouterState(header);
    return true;
  } catch {
    return false;
  }
};

const page = ['__PAGE__', {}, null, null, 12];
const endpoints = [
  '',
  { children: [['team', 'all', 'd', null], { children: ['endpoints', { children: page }] }, null, 'refetch'] },
  null,
  null,
];

test.each([
  [endpoints, true],
  [[['name', 'a', 'di(..)(..)', ['b']], {}], true],
  [['', {}, ['/a', '?b'], 'metadata-only', 1, 'x'], true],
  [['', {}, null, null, null, 'x', 1], false],
  [['', { children: [['team', 'beta', 'd'], {}] }], false],
  [['', { children: [['team', 'beta', 'e', null], {}] }], false],
  [['', {}, null, 'everything'], false],
  [[''], false],
  [{}, false],
  [null, false],
] as const)('%j: %s', (state, isOne) => {
  const header = encodeURIComponent(JSON.stringify(state));
  expect([isRouterState(header), isReadByNext(header)]).toEqual([isOne, isOne]);
});

test.each(['', '%', '%zz', '[', 'null', '[""', 'x'.repeat(100)])('%j is none', (header) => {
  expect([isRouterState(header), isReadByNext(header)]).toEqual([false, false]);
});

test('what it takes, Next reads', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom(null, 'refetch', 1, [], {}, ['', ''], ['a', 'b', 'd', null], ['', {}]));
  const states = fc.oneof(
    fc.json(),
    fc.array(part, { maxLength: 7 }).map((list) => JSON.stringify(list)),
  );
  fc.assert(
    fc.property(states, (state) => {
      const header = encodeURIComponent(state);
      expect(isRouterState(header)).toBe(isReadByNext(header));
    }),
  );
});
