import { createHash, hash } from 'node:crypto';
import { constants, crc32, deflateRaw } from 'node:zlib';
import type { ZipEntry } from './zip.ts';

const chunkBytes = 1024 * 1024;

/** Off the thread that answers pages. */
const deflate = (plain: Uint8Array, finishFlush: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) =>
    deflateRaw(plain, { finishFlush }, (error, packed) => (error ? reject(error) : resolve(packed))),
  );

/** A file of a pack, ready to be written. The sums are SHA-256: of what it holds, and of the bytes that it is packed as. */
export type FinishedFile = { entry: ZipEntry; chunks: readonly Uint8Array[]; sha256: string; packedSha256: string };

/** A file that grows as text is added; what is kept of it is deflated. */
export class PackedFile {
  readonly name: string;
  readonly #sum = createHash('sha256');
  readonly #packedSum = createHash('sha256');
  readonly #chunks: Uint8Array[] = [];
  #waiting: string[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #packedBytes = 0;
  #crc = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Bytes added so far, before they are packed. */
  get bytes(): number {
    return this.#bytes + this.#waitingBytes;
  }

  async add(text: string): Promise<void> {
    this.#waiting.push(text);
    this.#waitingBytes += Buffer.byteLength(text);
    if (this.#waitingBytes >= chunkBytes) await this.#pack(constants.Z_SYNC_FLUSH);
  }

  /** Each chunk is deflated by itself: deflated blocks may follow one another. */
  async #pack(finishFlush: number): Promise<void> {
    const plain = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#bytes += plain.length;
    this.#crc = crc32(plain, this.#crc);
    this.#sum.update(plain);
    const packed = await deflate(plain, finishFlush);
    this.#packedSum.update(packed);
    this.#packedBytes += packed.length;
    this.#chunks.push(packed);
  }

  async end(): Promise<FinishedFile> {
    await this.#pack(constants.Z_FINISH);
    const { name } = this;
    return {
      entry: { name, method: 8, crc: this.#crc, packedBytes: this.#packedBytes, bytes: this.#bytes },
      chunks: this.#chunks,
      sha256: this.#sum.digest('hex'),
      packedSha256: this.#packedSum.digest('hex'),
    };
  }
}

export async function packedText(name: string, text: string): Promise<FinishedFile> {
  const file = new PackedFile(name);
  await file.add(text);
  return file.end();
}

/** A file as it is: of what is signed, and of the signature, every byte must be what it says. */
export function plainFile(name: string, text: string): FinishedFile {
  const bytes = Buffer.from(text);
  const sum = hash('sha256', bytes);
  return {
    entry: { name, method: 0, crc: crc32(bytes), packedBytes: bytes.length, bytes: bytes.length },
    chunks: [bytes],
    sha256: sum,
    packedSha256: sum,
  };
}
