import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AuditValues, auditFieldNames, filterParameters, isFiltered, noFilter, parseAuditFilter } from './filter.ts';

const word = fc
  .string({ minLength: 1, maxLength: 20, unit: 'binary' })
  .filter((text) => text.trim() === text && !text.includes('\0'));
const list = fc.uniqueArray(word, { minLength: 1, maxLength: 4 });
const values: fc.Arbitrary<AuditValues> = fc
  .dictionary(fc.constantFrom(...auditFieldNames), list)
  .map((chosen) => Object.fromEntries(Object.entries(chosen)));
const filters = fc.record({
  ...{ values, excluded: values },
  on: fc.oneof(fc.constant([]), list),
  text: fc.oneof(fc.constant([]), list),
});

const readUrl = (query: string) => {
  const params = new URLSearchParams(query);
  return parseAuditFilter(Object.fromEntries([...params.keys()].map((name) => [name, params.getAll(name)])));
};

test('a filter comes out of its URL as it went in', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const url = new URLSearchParams(filterParameters(filter).flatMap(([name, all]) => all.map((one) => [name, one])));
      expect(readUrl(url.toString())).toEqual(filter);
    }),
  );
});

describe('from a URL', () => {
  test.each([
    ['not.action=ListTags&not.action=Get&action=Put', { values: { action: ['Put'] }, excluded: { action: ['ListTags', 'Get'] } }],
    ['not.action=', {}],
    ['not.action=a&not.action=a', { excluded: { action: ['a'] } }],
    ['not.nothing=a&-action=b&not.on=c', {}],
    ['not.through=(none)&mfa=no', { values: { mfa: ['no'] }, excluded: { through: ['(none)'] } }],
    [`agent=${'x'.repeat(1100)}&ip=${'y'.repeat(300)}`, { values: { agent: ['x'.repeat(1024)], ip: ['y'.repeat(256)] } }],
  ])('%s', (query, expected) => {
    expect(readUrl(query)).toEqual({ ...noFilter, ...expected });
  });

  test('what only leaves out is a filter, too', () => {
    expect(isFiltered(readUrl('not.who=ada'))).toBe(true);
    expect(isFiltered(readUrl('range=24h'))).toBe(false);
  });
});
