import { crc32 } from 'node:zlib';

/** "Stored" blocks of DEFLATE hold this much at most (RFC 1951, 3.2.4). */
const blockBytes = 65_535;
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** A gzip file that compresses nothing (RFC 1952): its length follows from that of its content alone. */
export function storedGzip(content: Buffer): Buffer {
  const parts: Buffer[] = [header];
  for (let at = 0; at === 0 || at < content.length; at += blockBytes) {
    const block = content.subarray(at, at + blockBytes);
    const frame = Buffer.alloc(5);
    frame.writeUInt8(at + blockBytes >= content.length ? 1 : 0);
    frame.writeUInt16LE(block.length, 1);
    frame.writeUInt16LE(block.length ^ 0xffff, 3);
    parts.push(frame, block);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(content));
  trailer.writeUInt32LE(content.length, 4);
  return Buffer.concat([...parts, trailer]);
}

export const storedGzipLength = (contentLength: number): number =>
  header.length + 5 * Math.max(1, Math.ceil(contentLength / blockBytes)) + contentLength + 8;
