import { readBits, writeBits } from './bits.ts';

/** Values of one block share a base, a width and a kind. */
export const blockValues = 96;
/** A block's bytes at most: kind, width, and raw doubles. */
export const blockBytes = 2 + 8 * blockValues;

const widest = 50;
const mostInteger = 2 ** 53;
/** Kinds 0 to 6 are decimals: integers to be divided by 10^kind. */
const decimals = [1, 10, 100, 1000, 1e4, 1e5, 1e6] as const;
const float32 = 7;
const float64 = 8;

const floats = new Float32Array(1);
const floatBits = new Int32Array(floats.buffer);
const doubles = new DataView(new ArrayBuffer(8));
const numbers = new Float64Array(blockValues);
const others = new Float64Array(blockValues);

/** Bits of a float32 as an integer that grows with it. */
function orderOf(value: number): number {
  floats[0] = value;
  const bits = floatBits[0] as number;
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

function floatOf(order: number): number {
  floatBits[0] = order ^ ((order >> 31) & 0x7fffffff);
  return floats[0] as number;
}

/** The values as integers of a kind, or false where one of them is not exactly that. */
function asDecimals(values: Float64Array, kind: number, into: Float64Array): boolean {
  const scale = decimals[kind] as number;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    const integer = Math.round(value * scale);
    if (Math.abs(integer) > mostInteger) return false;
    if ((kind === 0 ? integer : Math.fround(integer / scale)) !== value) return false;
    into[index] = integer;
  }
  return true;
}

function asOrders(values: Float64Array, into: Float64Array): boolean {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (Math.fround(value) !== value) return false;
    into[index] = orderOf(value);
  }
  return true;
}

type Range = { base: number; width: number };

function rangeOf(of: Float64Array, count: number): Range | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index += 1) {
    const value = of[index] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const span = high - low;
  if (span >= 2 ** widest) return null;
  const width = span < 2 ** 31 ? 32 - Math.clz32(span) : Math.floor(Math.log2(span)) + 1;
  return { base: low, width: span >= 2 ** width ? width + 1 : width };
}

type Choice = Range & { kind: number; of: Float64Array };

/** The narrowest form in which every value of the block is exact; null where only doubles are. */
function chooseForm(values: Float64Array): Choice | null {
  const kind = decimals.findIndex((_, scale) => asDecimals(values, scale, numbers));
  const decimal = kind < 0 ? null : rangeOf(numbers, values.length);
  if (decimal && (kind === 0 || decimal.width === 0)) return { ...decimal, kind, of: numbers };
  const order = asOrders(values, others) ? rangeOf(others, values.length) : null;
  if (order && (!decimal || order.width < decimal.width)) return { ...order, kind: float32, of: others };
  return decimal && { ...decimal, kind, of: numbers };
}

function baseLength(base: number): number {
  let bytes = 0;
  for (let reach = 0.5; base !== 0 && (base >= reach || base < -reach); reach *= 256) bytes += 1;
  return bytes;
}

function writeBase(into: Uint8Array, at: number, { base, bytes }: { base: number; bytes: number }): number {
  let rest = base;
  for (let index = at + bytes - 1; index >= at; index -= 1) {
    const low = ((rest % 256) + 256) % 256;
    into[index] = low;
    rest = (rest - low) / 256;
  }
  return at + bytes;
}

function readBase(from: Uint8Array, at: number, bytes: number): number {
  if (bytes === 0) return 0;
  let base = ((from[at] as number) << 24) >> 24;
  for (let index = at + 1; index < at + bytes; index += 1) base = base * 256 + (from[index] as number);
  return base;
}

function writeBlock(into: Uint8Array, at: number, values: Float64Array): number {
  const form = chooseForm(values);
  if (!form) {
    into[at] = float64;
    into[at + 1] = 64;
    values.forEach((value, index) => {
      doubles.setFloat64(0, value);
      for (let byte = 0; byte < 8; byte += 1) into[at + 2 + index * 8 + byte] = doubles.getUint8(byte);
    });
    return at + 2 + values.length * 8;
  }
  const { kind, base, width, of } = form;
  const bytes = baseLength(base);
  into[at] = kind | (bytes << 4);
  into[at + 1] = width;
  const next = writeBase(into, at + 2, { base, bytes });
  for (let index = 0; index < values.length; index += 1) of[index] = (of[index] as number) - base;
  return writeBits(into, next, { of, count: values.length, width });
}

/** Writes stored values (`storedValue`) block by block. @returns the byte after the last */
export function writeColumn(into: Uint8Array, at: number, values: Float64Array): number {
  let next = at;
  for (let start = 0; start < values.length; start += blockValues) {
    next = writeBlock(into, next, values.subarray(start, start + blockValues));
  }
  return next;
}

function readBlock(from: Uint8Array, at: number, into: Float64Array): number {
  const kind = (from[at] as number) & 15;
  const bytes = (from[at] as number) >> 4;
  if (kind === float64) {
    for (let index = 0; index < into.length; index += 1) {
      for (let byte = 0; byte < 8; byte += 1) doubles.setUint8(byte, from[at + 2 + index * 8 + byte] as number);
      into[index] = doubles.getFloat64(0);
    }
    return at + 2 + into.length * 8;
  }
  const base = readBase(from, at + 2, bytes);
  const width = from[at + 1] as number;
  if (width === 0) {
    into.fill(numberOf(kind, base));
    return at + 2 + bytes;
  }
  const next = readBits(from, at + 2 + bytes, { into, count: into.length, width });
  if (kind === 0) for (let index = 0; index < into.length; index += 1) into[index] = base + (into[index] as number);
  else if (kind === float32)
    for (let index = 0; index < into.length; index += 1) into[index] = floatOf(base + (into[index] as number));
  else {
    const scale = decimals[kind] as number;
    for (let index = 0; index < into.length; index += 1) into[index] = Math.fround((base + (into[index] as number)) / scale);
  }
  return next;
}

const numberOf = (kind: number, integer: number): number =>
  kind === float32 ? floatOf(integer) : kind === 0 ? integer : Math.fround(integer / (decimals[kind] as number));

/** Reads `into.length` values that `writeColumn` wrote; four bytes must follow the last. @returns the byte after the last */
export function readColumn(from: Uint8Array, at: number, into: Float64Array): number {
  let next = at;
  for (let start = 0; start < into.length; start += blockValues) {
    next = readBlock(from, next, into.subarray(start, start + blockValues));
  }
  return next;
}
