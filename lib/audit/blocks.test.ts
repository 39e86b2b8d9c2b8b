import { describe, expect, test } from 'vitest';
import { openBlock, packBlock } from './blocks.ts';

const eventId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const records = [
  { record: '{"a":1}', eventId: 'odd' },
  { record: '', eventId },
  { record: '{"é":"😀"}', eventId },
  { record: `{"long":"${'x'.repeat(70_000)}"}`, eventId },
  { record: `{"é":1,"eventID":"${eventId}","again":"${eventId}"}`, eventId },
  { record: '{"eventID":"$& $1"}', eventId: '$& $1' },
];

describe('a block of records', () => {
  test('gives each byte for byte', async () => {
    const block = await packBlock(records);
    const open = openBlock(block);
    expect(records.map((one, position) => open(position, one.eventId))).toEqual(records.map(({ record }) => record));
    expect(block.length).toBeLessThan(400);
  });

  test('takes bytes as it takes texts', async () => {
    const inBytes = records.map((one) => ({ ...one, record: Buffer.from(one.record) }));
    expect(await packBlock(inBytes)).toEqual(await packBlock(records));
    const half = await packBlock([{ record: '{"half":"\ud83d"}', eventId }]);
    expect(openBlock(half)(0, eventId)).toBe('{"half":"\ufffd"}');
  });

  test('holds no ID that the event’s row has', async () => {
    const ids = Array.from({ length: 512 }, () => crypto.randomUUID());
    const packed = await packBlock(ids.map((id) => ({ record: `{"eventID":"${id}"}`, eventId: id })));
    expect(packed.length).toBeLessThan(200);
    expect(ids.map((id, position) => openBlock(packed)(position, id))).toEqual(ids.map((id) => `{"eventID":"${id}"}`));
  });

  test('takes no record with a NUL, which would stand for an ID', async () => {
    await expect(packBlock([{ record: '{"a":"\0"}', eventId }])).rejects.toThrow(RangeError);
  });

  test('of none is empty', async () => {
    expect(() => openBlock(new Uint8Array(0))).toThrow();
    const open = openBlock(await packBlock([]));
    expect(() => open(0, eventId)).toThrow(RangeError);
  });

  test.each([-1, 6])('has nothing at %i', async (position) => {
    const open = openBlock(await packBlock(records));
    expect(() => open(position, eventId)).toThrow(RangeError);
  });

  test('that is cut or of other bytes is an error', async () => {
    const block = await packBlock(records);
    expect(() => openBlock(block.subarray(0, block.length - 5))).toThrow();
    expect(() => openBlock(Buffer.from('no block'))).toThrow();
  });
});
