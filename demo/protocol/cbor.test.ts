import { decode, encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CborTime, encodeCbor } from './cbor.ts';
import { decodeCbor } from './cbor-decode.ts';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const values = fc.jsonValue({ noUnicodeString: false }).filter((value) => !JSON.stringify(value).includes('__proto__'));

describe('CBOR', () => {
  test('what is written, another reader reads', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(plain(decode(encodeCbor(value)))).toEqual(plain(value));
      }),
    );
  });

  test('what another writer writes is read', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(plain(decodeCbor(Buffer.from(encode(value))))).toEqual(plain(value));
      }),
    );
  });

  test('times are tag 1', () => {
    const bytes = encodeCbor({ at: new CborTime(1_700_000_000.5), left: undefined });
    expect(decode(bytes, { tags: { 1: (inner: () => unknown) => ({ time: inner() }) } })).toEqual({
      at: { time: 1_700_000_000.5 },
    });
    expect(decodeCbor(bytes)).toEqual({ at: 1_700_000_000.5 });
  });

  test.each([
    ['an open list', '9f0102ff', [1, 2]],
    ['an open map', 'bf616101ff', { a: 1 }],
    ['an open text', '7f61616162ff', 'ab'],
    ['half a float', 'f93c00', 1],
    ['a single float', 'fa3fc00000', 1.5],
    ['a negative number', '3863', -100],
    ['eight bytes', '1b000000e8d4a51000', 1_000_000_000_000],
  ])('%s', (_, hex, value) => expect(plain(decodeCbor(Buffer.from(hex, 'hex')))).toEqual(value));

  test.each([
    ['cut', 'a16161'],
    ['with more behind', '0101'],
    ['a break alone', 'ff'],
    ['a text beyond the end', '7a7fffffff61'],
    ['nested without end', '81'.repeat(1000)],
    ['nothing', ''],
  ])('%s is refused', (_, hex) => expect(() => decodeCbor(Buffer.from(hex, 'hex'))).toThrow());
});
