import { crc32, inflateRawSync } from 'node:zlib';

/**
 * What can be wrong with a gzip file. `appended`: bytes after its end; `concatenated`: they are another gzip member, which most
 * tools would read on into. CloudTrail writes exactly one member.
 */
type GzipFault = 'not-gzip' | 'corrupt-gzip' | 'truncated' | 'too-large' | 'appended' | 'concatenated';

/** `content` is null where nothing whole could be had; with bytes after it, it is the first member's. */
export type Inflated = { content: Buffer; fault: 'appended' | 'concatenated' | null } | { content: null; fault: GzipFault };

const mebibyte = 1024 * 1024;
/** CloudTrail's log files hold at most 50 MB; far beyond that a small file is a bomb, not a log. */
export const maxLogBytes = 200 * mebibyte;
/** Tens of thousands of log files in one hour of one Region. */
export const maxDigestBytes = 32 * mebibyte;
/** A file as it lies in the bucket: what holds 50 MB of JSON packs to far less. Several are in memory at a time. */
export const maxPackedBytes = 32 * mebibyte;

const flag = { headerSum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };
const trailerBytes = 8;
const none = (fault: GzipFault): Inflated => ({ content: null, fault });

/** Where the first byte after a text that ends with NUL stands; past the end where it does not. */
const afterText = (bytes: Buffer, from: number): number => {
  const end = bytes.indexOf(0, from);
  return end < 0 ? bytes.length + 1 : end + 1;
};

/** Where the deflated part begins (RFC 1952, 2.3), or what is wrong. */
function headerEnd(bytes: Buffer): number | GzipFault {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes.length < 2 && bytes[0] !== undefined && bytes[0] === 0x1f ? 'truncated' : 'not-gzip';
  if (bytes.length < 10) return 'truncated';
  const flags = bytes[3] ?? 0;
  if (bytes[2] !== 8 || (flags & flag.reserved) !== 0) return 'corrupt-gzip';
  let at = 10;
  if (flags & flag.extra) at += bytes.length < at + 2 ? bytes.length : 2 + bytes.readUInt16LE(at);
  if (flags & flag.name) at = afterText(bytes, at);
  if (flags & flag.comment) at = afterText(bytes, at);
  if (flags & flag.headerSum) at += 2;
  return at > bytes.length ? 'truncated' : at;
}

type Engine = { buffer: Buffer; engine: { bytesWritten: number } };

/** What zlib says of a stream that it cannot read to its end. */
function faultOf(error: unknown): GzipFault {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'too-large';
  return code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt-gzip';
}

/**
 * Unpacks a whole file and says exactly what is wrong with it: zlib's own gunzip reads on into further members, and passes over other
 * bytes that follow. Never throws.
 * @param maxBytes the most that it may unpack to
 */
export function inflate(bytes: Buffer, maxBytes = maxLogBytes): Inflated {
  const start = headerEnd(bytes);
  if (typeof start !== 'number') return none(start);
  // Logs pack to a sixth: what is unpacked at once need not be put together from a hundred pieces.
  const chunkSize = Math.min(mebibyte, Math.max(64 * 1024, 8 * bytes.length));
  let unpacked: Engine;
  try {
    // With `info` it returns the engine beside the bytes, which the types do not know.
    unpacked = inflateRawSync(bytes.subarray(start), { info: true, maxOutputLength: maxBytes, chunkSize }) as unknown as Engine;
  } catch (error) {
    return none(faultOf(error));
  }
  const content = unpacked.buffer;
  const trailer = start + unpacked.engine.bytesWritten;
  const end = trailer + trailerBytes;
  if (end > bytes.length) return none('truncated');
  const isWhole = bytes.readUInt32LE(trailer) === crc32(content) && bytes.readUInt32LE(trailer + 4) === content.length % 2 ** 32;
  if (!isWhole) return none('corrupt-gzip');
  if (end === bytes.length) return { content, fault: null };
  return { content, fault: bytes[end] === 0x1f && bytes[end + 1] === 0x8b ? 'concatenated' : 'appended' };
}
