import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cut, RecordSplitter } from './split.ts';

function split(text: string | Buffer, chunkBytes = 7, maxBytes?: number): Cut[] {
  const bytes = Buffer.from(text);
  const splitter = new RecordSplitter(maxBytes);
  const cuts: Cut[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) cuts.push(...splitter.push(bytes.subarray(at, at + chunkBytes)));
  return [...cuts, ...splitter.end()];
}

const brief = (cuts: readonly Cut[]): string[] => cuts.map((cut) => ('raw' in cut ? cut.raw.toString() : `! ${cut.problem}`));

describe('records are cut byte for byte', () => {
  test.each([
    ['delivered file', '{"Records":[{"a": 1} ,\n{"b":"]}"}]}', ['{"a": 1}', '{"b":"]}"}']],
    ['list after other members', '{"x":{"y":[1]},"Records" : [{"a":1}],"z":[{}]}', ['{"a":1}']],
    ['lookup answer', '{"Events":[{"CloudTrailEvent":"{\\"a\\":1}"}]}', ['{"CloudTrailEvent":"{\\"a\\":1}"}']],
    ['a list given twice', '{"Records":[{"a":1}],"x":[{}],"Records":[{"b":2}]}\n{"c":3}', ['{"a":1}', '{"b":2}', '{"c":3}']],
    ['array', ' [ {"a":1},{"b":[2]} ] ', ['{"a":1}', '{"b":[2]}']],
    ['JSON lines', '{"a":1}\r\n{"b":"\\""}\n\n', ['{"a":1}', '{"b":"\\""}']],
    ['concatenated', '{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']],
    ['one object over lines', '{\n "a": {\n"b": [\n{\n}]}\n}\n', ['{\n "a": {\n"b": [\n{\n}]}\n}']],
    ['a byte order mark', '\uFEFF{"a":1}', ['{"a":1}']],
    ['two files in one', '{"Records":[{"a":1}]}\n{"Records":[{"b":1}]}', ['{"a":1}', '{"b":1}']],
    ['empty list', '{"Records":[]}', []],
    ['nothing', '', []],
    ['a value called Records', '{"a":"Records","b":[1]}', ['{"a":"Records","b":[1]}']],
    ['scalars in a list', '[1, "two", null,{"a":1}]', ['1', '"two"', 'null', '{"a":1}']],
  ])('%s', (_, text, expected) => {
    for (const chunk of [1, 3, 7, 1000]) expect(brief(split(text, chunk))).toEqual(expected);
  });
});

describe('what is broken costs itself alone', () => {
  test.each([
    ['a cut line', '{"a":"x\n{"b":1}\n', ['! A new record begins before this one ends.', '{"b":1}']],
    ['a cut file', '{"Records":[{"a":1},{"b":', ['{"a":1}', '! The file ends within this record.']],
    ['a cut list', '{"Records":[{"a":1},', ['{"a":1}', '! The file ends within its list of records.']],
    ['text before a record', '12:00 {"a":1}', ['12:00 ', '{"a":1}']],
    ['a stray bracket', ']{"a":1}', ['! A closing bracket without its opening one.', '{"a":1}']],
  ])('%s', (_, text, expected) => {
    for (const chunk of [1, 3, 7, 1000]) expect(brief(split(text, chunk))).toEqual(expected);
  });

  test('a record over the limit is a problem that keeps its beginning; the next one is whole', () => {
    const cuts = split(`[{"a":"${'x'.repeat(500)}"},{"b":1}]`, 64, 100);
    expect(brief(cuts)).toEqual(['! Longer than 100 bytes; its beginning is kept.', '{"b":1}']);
  });

  test('bytes that are not UTF-8 are a problem', () => {
    expect(brief(split(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])))).toEqual(['! Not UTF-8.']);
  });
});

test('any JSON objects come back as they were, in any shape and any chunks', () => {
  const objects = fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), { maxLength: 6 });
  fc.assert(
    fc.property(objects, fc.integer({ min: 1, max: 40 }), (records, chunk) => {
      const texts = records
        .filter((record) => !('Records' in record || 'Events' in record))
        .map((record) => JSON.stringify(record));
      for (const shape of [`{"Records":[${texts.join(',')}]}`, `[${texts.join(',')}]`, texts.join('\n')]) {
        expect(brief(split(shape, chunk))).toEqual(texts);
      }
    }),
  );
});

test('garbage never throws and never hangs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 50 }), (bytes, chunk) => {
      split(Buffer.from(bytes), chunk, 50);
    }),
  );
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\\na1 ') }), (text) => void split(text, 3, 20)));
});
