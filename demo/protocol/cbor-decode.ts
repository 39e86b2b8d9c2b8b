/** Reads one CBOR value; maps become objects without prototype. @throws RangeError or SyntaxError when it is not sound CBOR */
export function decodeCbor(bytes: Buffer): unknown {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (value === breakMark || reader.at !== bytes.length) throw new SyntaxError('CBOR: trailing bytes');
  return value;
}

const breakMark = Symbol('break');
const maxDepth = 64;
const indefinite = 31;

class Reader {
  at = 0;
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  value(depth: number): unknown {
    if (depth > maxDepth) throw new RangeError('CBOR: nested too deeply');
    const first = this.bytes.readUInt8(this.at++);
    const major = first >> 5;
    const info = first & 31;
    if (major === 7) return this.simple(info);
    if (info === indefinite) return this.#open(major, depth);
    const size = this.#size(info);
    if (major === 0) return size;
    if (major === 1) return -1 - size;
    if (major === 2) return this.#slice(size);
    if (major === 3) return this.#slice(size).toString('utf8');
    if (major === 6) return this.value(depth + 1);
    return major === 4 ? this.#list(size, depth) : this.#map(size, depth);
  }

  simple(info: number): unknown {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22 || info === 23) return null;
    if (info === 25) return this.#half();
    if (info === 26) return this.bytes.readFloatBE(this.#skip(4));
    if (info === 27) return this.bytes.readDoubleBE(this.#skip(8));
    if (info === indefinite) return breakMark;
    throw new SyntaxError(`CBOR: unknown simple value ${info}`);
  }

  #size(info: number): number {
    if (info < 24) return info;
    if (info === 24) return this.bytes.readUInt8(this.#skip(1));
    if (info === 25) return this.bytes.readUInt16BE(this.#skip(2));
    if (info === 26) return this.bytes.readUInt32BE(this.#skip(4));
    if (info === 27) return Number(this.bytes.readBigUInt64BE(this.#skip(8)));
    throw new SyntaxError('CBOR: reserved length');
  }

  #skip(count: number): number {
    const at = this.at;
    this.at += count;
    return at;
  }

  #slice(size: number): Buffer {
    const start = this.#skip(size);
    if (this.at > this.bytes.length) throw new RangeError('CBOR: text beyond the end');
    return this.bytes.subarray(start, this.at);
  }

  #list(size: number, depth: number): unknown[] {
    const items: unknown[] = [];
    for (let index = 0; index < size; index++) items.push(this.value(depth + 1));
    return items;
  }

  #map(size: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = Object.create(null);
    for (let index = 0; index < size; index++) map[String(this.value(depth + 1))] = this.value(depth + 1);
    return map;
  }

  /** Strings, lists and maps whose end is a mark instead of a length. */
  #open(major: number, depth: number): unknown {
    const items: unknown[] = [];
    for (let item = this.value(depth + 1); item !== breakMark; item = this.value(depth + 1)) items.push(item);
    if (major === 2) return Buffer.concat(items as Buffer[]);
    if (major === 3) return items.join('');
    if (major === 4) return items;
    if (major !== 5) throw new SyntaxError('CBOR: this type needs a length');
    const map: Record<string, unknown> = Object.create(null);
    for (let index = 0; index + 1 < items.length; index += 2) map[String(items[index])] = items[index + 1];
    return map;
  }

  #half(): number {
    const half = this.bytes.readUInt16BE(this.#skip(2));
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
}
