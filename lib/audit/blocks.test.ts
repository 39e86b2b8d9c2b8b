import { describe, expect, test } from 'vitest';
import { packBlock, recordOfBlock, unpackBlock } from './blocks.ts';

const records = ['{"a":1}', '', '{"é":"😀"}', `{"long":"${'x'.repeat(70_000)}"}`];

describe('a block of records', () => {
  test('gives each byte for byte, at once or one by one', async () => {
    const block = await packBlock(records);
    expect(unpackBlock(block)).toEqual(records);
    expect(records.map((_, position) => recordOfBlock(block, position))).toEqual(records);
    expect(block.length).toBeLessThan(300);
  });

  test('of none is empty', async () => {
    expect(unpackBlock(await packBlock([]))).toEqual([]);
  });

  test.each([-1, 4])('has nothing at %i', async (position) => {
    const block = await packBlock(records);
    expect(() => recordOfBlock(block, position)).toThrow(RangeError);
  });

  test('that is cut or of other bytes is an error', async () => {
    const block = await packBlock(records);
    expect(() => unpackBlock(block.subarray(0, block.length - 5))).toThrow();
    expect(() => unpackBlock(Buffer.from('no block'))).toThrow();
  });
});
