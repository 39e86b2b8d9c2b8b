const half = 2 ** 24;
const window = 25;

/** Writes numbers of 0 to 50 bits one after another, the highest bit first. @returns the byte after the last */
export function writeBits(into: Uint8Array, at: number, numbers: { of: Float64Array; count: number; width: number }): number {
  const { of, count, width } = numbers;
  let next = at;
  let bits = 0;
  let held = 0;
  const put = (value: number, size: number): void => {
    bits = (bits << size) | value;
    held += size;
    while (held >= 8) {
      held -= 8;
      into[next++] = bits >>> held;
    }
    bits &= (1 << held) - 1;
  };
  // What fits the 32 of JavaScript's bit operators takes a tenth of the time.
  if (width <= 31) {
    const high = Math.max(0, width - 24);
    for (let index = 0; index < count && width > 0; index += 1) {
      const value = (of[index] as number) | 0;
      if (high > 0) put(value >>> 24, high);
      put(value & (half - 1), width - high);
    }
  } else
    for (let index = 0; index < count; index += 1) {
      const value = of[index] as number;
      if (width > 48) put(Math.floor(value / half / half), width - 48);
      if (width > 24) put(Math.floor(value / half) % half, Math.min(24, width - 24));
      put(value % half, Math.min(24, width));
    }
  if (held > 0) into[next++] = bits << (8 - held);
  return next;
}

/** Reads what `writeBits` wrote; four bytes must follow the last. @returns the byte after the last */
export function readBits(from: Uint8Array, at: number, numbers: { into: Float64Array; count: number; width: number }): number {
  const { into, count, width } = numbers;
  const low = Math.min(width, window);
  const high = width - low;
  let bit = at * 8;
  for (let index = 0; index < count; index += 1) {
    let value = 0;
    if (high > 0) {
      value = bitsAt(from, bit, high) * 2 ** low;
      bit += high;
    }
    into[index] = value + bitsAt(from, bit, low);
    bit += low;
  }
  return at + Math.ceil((count * width) / 8);
}

/** 1 to 25 bits: with the 7 before them they fit the 32 of JavaScript's bit operators. */
function bitsAt(from: Uint8Array, bit: number, width: number): number {
  const byte = bit >>> 3;
  const four =
    ((from[byte] as number) << 24) |
    ((from[byte + 1] as number) << 16) |
    ((from[byte + 2] as number) << 8) |
    (from[byte + 3] as number);
  return (four << (bit & 7)) >>> (32 - width);
}
