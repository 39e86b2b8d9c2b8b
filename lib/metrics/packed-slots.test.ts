import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packSlots } from './packed-buffer.ts';
import { unpackSlots } from './packed-slots.ts';
import { sampleSlots } from './testing/sample-slots.ts';

describe('packSlots', () => {
  test('gives back every stored value, of one column or of several', () => {
    fc.assert(
      fc.property(fc.array(sampleSlots(1440), { minLength: 1, maxLength: 3 }), ([lead, ...more]) => {
        const slots = lead ?? new Float64Array();
        const columns = [
          slots,
          ...more.map((column) => slots.map((value, slot) => (Number.isNaN(value) ? value : column[slot] || 0))),
        ];
        const packed = packSlots(columns);
        if (packed === null) expect(slots.every(Number.isNaN)).toBe(true);
        else expect(unpackSlots(packed, { slots: slots.length, columns: columns.length })).toEqual(columns);
      }),
    );
  });

  test.each([
    { name: 'a day of one value', of: () => 7, bytes: 50 },
    { name: 'a day of zeros', of: () => 0, bytes: 35 },
    { name: 'counts below 256', of: (slot: number) => (slot * 7919) % 256, bytes: 1500 },
    { name: 'percent with one decimal', of: (slot: number) => Math.fround(((slot * 7919) % 1000) / 10), bytes: 1900 },
    { name: 'noise within an octave', of: (slot: number) => Math.fround(1 + ((slot * 0.6180339887) % 1)), bytes: 4400 },
  ])('$name takes at most $bytes bytes', ({ of, bytes }) => {
    expect(packSlots([Float64Array.from({ length: 1440 }, (_, slot) => of(slot))])?.length).toBeLessThanOrEqual(bytes);
  });
});
