/**
 * The part of CBOR (RFC 8949) that Smithy's RPC v2 protocol uses. Times are tag 1; a reader gets them as epoch seconds,
 * which is also how the operations of the demo account speak of them.
 */

/** A time to be written as tag 1, from epoch seconds. */
export class CborTime {
  readonly epochSeconds: number;
  constructor(epochSeconds: number) {
    this.epochSeconds = epochSeconds;
  }
}

/** Writes plain values; members that are undefined are left out. */
export function encodeCbor(value: unknown): Buffer {
  const parts: Buffer[] = [];
  write(parts, value);
  return Buffer.concat(parts);
}

function write(parts: Buffer[], value: unknown): void {
  if (value === null || value === undefined) parts.push(Buffer.of(0xf6));
  else if (typeof value === 'boolean') parts.push(Buffer.of(value ? 0xf5 : 0xf4));
  else if (typeof value === 'number') parts.push(numberBytes(value));
  else if (typeof value === 'string') writeText(parts, value);
  else if (value instanceof CborTime) {
    parts.push(Buffer.of(0xc1), numberBytes(value.epochSeconds));
  } else if (Array.isArray(value)) {
    parts.push(head(4, value.length));
    for (const item of value) write(parts, item);
  } else {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    parts.push(head(5, members.length));
    for (const [name, member] of members) {
      writeText(parts, name);
      write(parts, member);
    }
  }
}

function writeText(parts: Buffer[], text: string): void {
  const bytes = Buffer.from(text);
  parts.push(head(3, bytes.length), bytes);
}

function numberBytes(value: number): Buffer {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value < 0 ? head(1, -1 - value) : head(0, value);
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xfb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(major: number, size: number): Buffer {
  const type = major << 5;
  if (size < 24) return Buffer.of(type | size);
  if (size < 0x100) return Buffer.of(type | 24, size);
  if (size < 0x10000) return Buffer.of(type | 25, size >> 8, size & 0xff);
  const bytes = Buffer.alloc(size < 0x100000000 ? 5 : 9);
  bytes[0] = type | (bytes.length === 5 ? 26 : 27);
  if (bytes.length === 5) bytes.writeUInt32BE(size, 1);
  else bytes.writeBigUInt64BE(BigInt(size), 1);
  return bytes;
}
