import { open } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';

const chunkBytes = 256 * 1024;
const mostBytes = 32 * 1024 ** 2;

type Fault = { path: string; readBytes: number; knownBytes: number };
type Attempt = { rest: Buffer[]; restBytes: number; failedAt: number };

/** The callback of a write that breaks the stream is never called: its error is what ends the wait. */
const written = (gunzip: Gunzip, bytes: Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    const refused = () => resolve(false);
    gunzip.once('error', refused);
    gunzip.write(bytes, () => {
      gunzip.off('error', refused);
      resolve(true);
    });
  });

/** Feeds the file whole up to `from`, then in pieces, until zlib refuses one: what came out beyond the known bytes, and where that was. */
async function attempt({ path, readBytes, knownBytes }: Fault, from: number, pieceBytes: number): Promise<Attempt> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  const found: Attempt = { rest: [], restBytes: 0, failedAt: from };
  let seen = 0;
  gunzip.on('error', () => undefined);
  gunzip.on('data', (chunk: Buffer) => {
    const fresh = chunk.subarray(Math.max(0, knownBytes - seen));
    seen += chunk.length;
    if (fresh.length > 0) found.rest.push(fresh);
    found.restBytes += fresh.length;
  });
  const file = await open(path);
  try {
    for (let at = 0; at < readBytes && found.restBytes < mostBytes; ) {
      const wanted = at < from ? Math.min(chunkBytes, from - at) : pieceBytes;
      const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, at);
      found.failedAt = at;
      if (bytesRead === 0 || !(await written(gunzip, buffer.subarray(0, bytesRead)))) break;
      at += bytesRead;
    }
  } finally {
    await file.close();
    gunzip.destroy();
  }
  return found;
}

/**
 * What a gzip with a fault holds before it: of a write that ends in an error zlib gives nothing, so the last bytes are fed one by one.
 * @param fault how much of the file was read, and how much was unpacked of it before
 */
export async function rescueGzip(fault: Fault): Promise<Buffer> {
  const { failedAt } = await attempt(fault, Math.max(0, fault.readBytes - 3 * chunkBytes), 512);
  return Buffer.concat((await attempt(fault, failedAt, 1)).rest);
}
