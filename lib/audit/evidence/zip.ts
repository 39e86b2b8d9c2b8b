/** One file of a ZIP as its headers tell of it. `method` 0: as it is, 8: deflated. */
export type ZipEntry = { name: string; method: 0 | 8; crc: number; packedBytes: number; bytes: number };

const version = 20;
const utf8 = 0x0800;
/** 1 January 1980, the first day that a ZIP can name: the same files are the same bytes whenever they are packed. */
const date = 0x0021;
const mostBytes = 0xffffffff;
const mostEntries = 0xffff;

/** What both headers of an entry hold in the same order. */
function common({ name, method, crc, packedBytes, bytes }: ZipEntry): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(version, 0);
  fields.writeUInt16LE(utf8, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt16LE(date, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(packedBytes, 14);
  fields.writeUInt32LE(bytes, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

const signature = (text: string): Buffer => Buffer.from(text, 'latin1');

const localHead = (entry: ZipEntry): Buffer => Buffer.concat([signature('PK\x03\x04'), common(entry), Buffer.from(entry.name)]);

function centralHead(entry: ZipEntry, offset: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  const made = Buffer.alloc(2);
  made.writeUInt16LE(version, 0);
  return Buffer.concat([signature('PK\x01\x02'), made, common(entry), rest, Buffer.from(entry.name)]);
}

function zipEnd({ count, size, offset }: { count: number; size: number; offset: number }): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** Writes one entry after the other, with nothing that differs from one run to the next: no times, no attributes, no comments. */
export class ZipLayout {
  #offset = 0;
  readonly #central: Buffer[] = [];

  /** What stands before the packed bytes of the next entry. @throws RangeError beyond 4 GiB or 65,535 files */
  begin(entry: ZipEntry): Buffer {
    const head = localHead(entry);
    const next = this.#offset + head.length + entry.packedBytes;
    if (next > mostBytes || entry.bytes > mostBytes || this.#central.length >= mostEntries) {
      throw new RangeError('a pack holds 4 GiB and 65,535 files at most');
    }
    this.#central.push(centralHead(entry, this.#offset));
    this.#offset = next;
    return head;
  }

  /** What stands after the last entry. */
  end(): Buffer {
    const central = Buffer.concat(this.#central);
    return Buffer.concat([central, zipEnd({ count: this.#central.length, size: central.length, offset: this.#offset })]);
  }
}
