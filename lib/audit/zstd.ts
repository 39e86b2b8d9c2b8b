import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';

const params = { [constants.ZSTD_c_compressionLevel]: 6 };
const kibibyte = 1024;

/** Compresses with Zstandard, beside the thread that asks. Its buffers hold a quarter of what goes in: one is enough for what packs well. */
export const zstd = (bytes: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunkSize = Math.max(kibibyte, bytes.length >> 2);
    zstdCompress(bytes, { params, chunkSize }, (error, packed) => (error ? reject(error) : resolve(packed)));
  });

/** The bytes that {@link zstd} packed; Node's own buffers of 16 KB would be sixty for a block of records. @throws Error for other bytes */
export const unzstd = (packed: Uint8Array): Buffer =>
  zstdDecompressSync(packed, { chunkSize: Math.min(512 * kibibyte, Math.max(4 * kibibyte, 8 * packed.length)) });
