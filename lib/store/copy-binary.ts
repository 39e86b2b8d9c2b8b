import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailer = Buffer.from([0xff, 0xff]);
const chunkBytes = 64 * 1024;
/** PostgreSQL counts microseconds since this instant. */
const epochMs = Date.UTC(2000, 0, 1);
const nothing = new Uint8Array(0);
const elementTypes = { float4: { oid: 700, bytes: 4 }, float8: { oid: 701, bytes: 8 } } as const;

/** Fields of a row in the binary form of COPY, one after another, each as `table`'s column has its type. */
export class BinaryRow {
  #buffer = Buffer.alloc(2 * chunkBytes);
  #at = 0;

  /** What was written since the last time, which is forgotten. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    return taken;
  }

  get bytes(): number {
    return this.#at;
  }

  #room(bytes: number): number {
    const at = this.#at;
    this.#at += bytes;
    if (this.#at > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(this.#at, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    return at;
  }

  begin(fields: number): void {
    const at = this.#room(2);
    this.#buffer.writeInt16BE(fields, at);
  }

  none(): void {
    const at = this.#room(4);
    this.#buffer.writeInt32BE(-1, at);
  }

  int4(value: number): void {
    const at = this.#room(8);
    this.#buffer.writeInt32BE(4, at);
    this.#buffer.writeInt32BE(value, at + 4);
  }

  int2(value: number): void {
    const at = this.#room(6);
    this.#buffer.writeInt32BE(2, at);
    this.#buffer.writeInt16BE(value, at + 4);
  }

  int8(value: number): void {
    const at = this.#room(12);
    this.#buffer.writeInt32BE(8, at);
    this.#buffer.writeInt32BE(Math.floor(value / 2 ** 32), at + 4);
    this.#buffer.writeUInt32BE(((value % 2 ** 32) + 2 ** 32) % 2 ** 32, at + 8);
  }

  text(value: string): void {
    this.bytea(value === '' ? nothing : Buffer.from(value));
  }

  float8(value: number): void {
    const at = this.#room(12);
    this.#buffer.writeInt32BE(8, at);
    this.#buffer.writeDoubleBE(value, at + 4);
  }

  /** @param at epoch ms */
  timestamp(moment: number): void {
    this.int8((moment - epochMs) * 1000);
  }

  /** @param day epoch ms of its first instant */
  date(day: number): void {
    const at = this.#room(8);
    this.#buffer.writeInt32BE(4, at);
    this.#buffer.writeInt32BE((day - epochMs) / 86_400_000, at + 4);
  }

  /** Also a uuid, as its 16 bytes. */
  bytea(value: Uint8Array): void {
    const at = this.#room(4 + value.length);
    this.#buffer.writeInt32BE(value.length, at);
    this.#buffer.set(value, at + 4);
  }

  /** An array whose first subscript is `lower`; NaN becomes NULL. */
  floats(type: keyof typeof elementTypes, values: Float64Array, lower: number): void {
    const { oid, bytes } = elementTypes[type];
    let missing = 0;
    for (let index = 0; index < values.length; index += 1) if (Number.isNaN(values[index])) missing += 1;
    const length = 20 + values.length * 4 + (values.length - missing) * bytes;
    const start = this.#room(4 + length);
    const into = this.#buffer;
    into.writeInt32BE(length, start);
    into.writeInt32BE(1, start + 4);
    into.writeInt32BE(missing > 0 ? 1 : 0, start + 8);
    into.writeInt32BE(oid, start + 12);
    into.writeInt32BE(values.length, start + 16);
    into.writeInt32BE(lower, start + 20);
    let at = start + 24;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] as number;
      if (Number.isNaN(value)) {
        into.writeInt32BE(-1, at);
        at += 4;
        continue;
      }
      into.writeInt32BE(bytes, at);
      if (type === 'float4') into.writeFloatBE(value, at + 4);
      else into.writeDoubleBE(value, at + 4);
      at += 4 + bytes;
    }
  }
}

/**
 * Sends rows through COPY's binary format, in chunks. `write` puts one item's row into the buffer: `begin` with the number of columns, then a
 * field for each. Table and column names are the program's own, never input.
 */
export async function copyBinary<Item>(
  client: PoolClient,
  into: { table: string; columns: readonly string[] },
  { items, write }: { items: Iterable<Item>; write: (row: BinaryRow, item: Item) => void },
): Promise<void> {
  const row = new BinaryRow();
  function* chunks(): Generator<Buffer> {
    yield signature;
    for (const item of items) {
      write(row, item);
      if (row.bytes > chunkBytes) yield row.take();
    }
    yield row.take();
    yield trailer;
  }
  const target = client.query(copyFrom(`copy ${into.table} (${into.columns.join(', ')}) from stdin (format binary)`));
  await pipeline(Readable.from(chunks()), target);
}
