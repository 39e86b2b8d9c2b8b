import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inflate } from './inflate.ts';

const content = Buffer.from(JSON.stringify({ Records: Array.from({ length: 20 }, (_, n) => ({ eventID: `${n}` })) }));
const packed = gzipSync(content);

/** A header with every optional part: extra, name, comment, checksum. */
const full = Buffer.concat([
  Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3]),
  Buffer.from('name\0comment\0'),
  Buffer.from([0, 0]),
  packed.subarray(10),
]);
const bomb = gzipSync(Buffer.alloc(50_000_000));

describe('a gzip file', () => {
  test.each([
    ['whole', packed, null],
    ['with every part of a header', full, null],
    ['of nothing', gzipSync(''), null],
    ['with one byte after it', Buffer.concat([packed, Buffer.from([0])]), 'appended'],
    ['with half a header after it', Buffer.concat([packed, Buffer.from([0x1f])]), 'appended'],
    ['with another after it', Buffer.concat([packed, packed]), 'concatenated'],
  ] as const)('%s', (_, bytes, fault) => {
    const inflated = inflate(bytes);
    expect(inflated.fault).toBe(fault);
    expect(inflated.content?.toString()).toBe(bytes.length < 30 ? '' : content.toString());
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'not-gzip'],
    ['plain text', content, 'not-gzip'],
    ['half a signature', packed.subarray(0, 1), 'truncated'],
    ['of another method', Buffer.concat([Buffer.from([0x1f, 0x8b, 7]), packed.subarray(3)]), 'corrupt-gzip'],
    ['with reserved flags', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0x80]), packed.subarray(4)]), 'corrupt-gzip'],
    ['with a name that never ends', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8]), Buffer.alloc(40, 'a')]), 'truncated'],
    ['that unpacks to more than it may', bomb, 'too-large'],
  ] as const)('%s', (_, bytes, fault) => {
    expect(inflate(bytes, 1_000_000)).toEqual({ content: null, fault });
  });

  test('cut off at any byte is never taken for whole', () => {
    for (let length = 2; length < packed.length; length += 1) {
      expect(inflate(packed.subarray(0, length))).toEqual({ content: null, fault: 'truncated' });
    }
  });

  test('with any bit changed is told, or says the same', () => {
    for (let bit = 0; bit < packed.length * 8; bit += 1) {
      const bytes = Buffer.from(packed);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const inflated = inflate(bytes);
      if (inflated.fault === null) expect(inflated.content.equals(content)).toBe(true);
    }
  });

  test('of garbage never throws', () => {
    const head = fc.constantFrom(Buffer.alloc(0), packed.subarray(0, 2), packed.subarray(0, 10), packed.subarray(0, 40));
    fc.assert(fc.property(head, fc.uint8Array({ maxLength: 200 }), (start, rest) => void inflate(Buffer.concat([start, rest]))));
  });
});
