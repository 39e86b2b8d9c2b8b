import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PointHeader, pointBytes } from './point-bytes.ts';

/** Reads the layout as it is written down, with typed arrays alone. */
function decoded(bytes: Uint8Array<ArrayBuffer>) {
  const { buffer } = bytes;
  const length = new DataView(buffer).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length))) as PointHeader & { step: number };
  const { count } = header;
  let at = 8 + length;
  const offsets = [...new Float64Array(buffer, at, count)];
  at += count * 8;
  const columns = header.series.map(() => {
    const values = header.values === 'float32' ? new Float32Array(buffer, at, count) : new Float64Array(buffer, at, count);
    at += Math.ceil(values.byteLength / 8) * 8;
    const bits = new Uint8Array(buffer, at, Math.ceil(count / 8));
    at += Math.ceil(bits.byteLength / 8) * 8;
    return [...values].map((value, index) => ((bits[index >> 3] ?? 0) & (1 << (index & 7)) ? value : null));
  });
  return { magic: new TextDecoder().decode(bytes.subarray(0, 4)), header, offsets, columns, rest: bytes.length - at };
}

const headerOf = (names: readonly string[]) => ({
  ...{ from: 1_795_000_000_000, step: 60 },
  series: names.map((name) => ({ name, statistic: 'Sum', unit: null })),
});

test('what is written is read again by its layout, missing values and all', () => {
  const value = fc.option(
    fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    {
      nil: null,
    },
  );
  const rows = fc.array(fc.tuple(value, value), { minLength: 0, maxLength: 40 });
  fc.assert(
    fc.property(rows, fc.string(), (points, name) => {
      const columns = [points.map(([one]) => one), points.map(([, other]) => other)];
      const header = headerOf([name, 'µs']);
      const read = decoded(pointBytes({ header, stepMs: 60_000, columns }));
      expect(read).toMatchObject({ magic: 'TWP1', header: { ...header, count: points.length }, columns, rest: 0 });
      expect(read.offsets).toEqual(points.map((_, index) => index * 60_000));
    }),
  );
});

test('float32 where it loses nothing, doubles where it would', () => {
  const valuesOf = (value: number) =>
    decoded(pointBytes({ header: headerOf(['a']), stepMs: 1, columns: [[value, null]] })).header.values;
  expect([valuesOf(0.5), valuesOf(0.1), valuesOf(2 ** 40 + 1)]).toEqual(['float32', 'float64', 'float64']);
});
