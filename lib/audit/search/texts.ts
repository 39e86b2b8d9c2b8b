import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Ids } from './clause.ts';

const blockTexts = 1024;
/** Three letters in a row are noted by one of so many bits. */
const gramBits = 65_536;
/** Stands between texts, and in none. */
const border = '\u001e';

/** Of texts with their ids, which hold others is found by their three-letter groups, and what may hold it is unpacked. */
type Block = { ids: Int32Array; packed: Uint8Array; grams: Uint8Array };

/** A spread of the bits of three UTF-16 units. */
function gramOf(text: string, at: number): number {
  const mixed = Math.imul(text.charCodeAt(at), 31_337) ^ Math.imul(text.charCodeAt(at + 1), 4_093) ^ text.charCodeAt(at + 2);
  return (Math.imul(mixed, 0x9e37_79b1) >>> 16) & (gramBits - 1);
}

function packBlock(ids: readonly number[], texts: readonly string[]): Block {
  const joined = texts.join(border);
  const grams = new Uint8Array(gramBits / 8);
  for (let at = 0; at + 2 < joined.length; at += 1) {
    const gram = gramOf(joined, at);
    grams[gram >> 3] = (grams[gram >> 3] as number) | (1 << (gram & 7));
  }
  // What zlib gives is a part of a larger buffer, which would be kept with it.
  const packed = new Uint8Array(zstdCompressSync(Buffer.from(joined)));
  return { ids: Int32Array.from(ids), packed, grams };
}

function mayHold({ grams }: Block, small: string): boolean {
  for (let at = 0; at + 2 < small.length; at += 1) {
    const gram = gramOf(small, at);
    if (((grams[gram >> 3] as number) & (1 << (gram & 7))) === 0) return false;
  }
  return true;
}

/** Millions of texts in small letters, in which others are looked for. */
export class Texts {
  readonly #blocks: Block[] = [];
  #ids: number[] = [];
  #texts: string[] = [];
  #greatest = 0;

  add(id: number, text: string): void {
    this.#greatest = Math.max(this.#greatest, id);
    this.#ids.push(id);
    this.#texts.push(text.toLowerCase().replaceAll(border, ' '));
    if (this.#ids.length < blockTexts) return;
    this.#blocks.push(packBlock(this.#ids, this.#texts));
    this.#ids = [];
    this.#texts = [];
  }

  /** The ids of texts that hold one of these, whatever the size of their letters. `breathe` lets others have their turn. */
  async idsWith(wanted: readonly string[], breathe: () => Promise<void>): Promise<Ids> {
    const small = wanted.map((text) => text.toLowerCase());
    const found = new Uint8Array(this.#greatest + 1);
    const look = (ids: ArrayLike<number>, texts: readonly string[]): void => {
      texts.forEach((text, index) => {
        if (small.some((one) => text.includes(one))) found[ids[index] as number] = 1;
      });
    };
    look(this.#ids, this.#texts);
    for (const block of [...this.#blocks]) {
      if (!small.some((one) => mayHold(block, one))) continue;
      look(block.ids, zstdDecompressSync(block.packed).toString().split(border));
      await breathe();
    }
    return found;
  }
}
