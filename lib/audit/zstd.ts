import { constants, zstdCompress } from 'node:zlib';

const params = { [constants.ZSTD_c_compressionLevel]: 6 };

/** Compresses with Zstandard, beside the thread that asks. */
export const zstd = (bytes: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    zstdCompress(bytes, { params }, (error, packed) => (error ? reject(error) : resolve(packed)));
  });
