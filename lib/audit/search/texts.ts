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

/** Calls `hit` with the place of each text in a block that holds what is looked for. */
function eachHolding(joined: string, wanted: string, hit: (place: number) => void): void {
  let place = 0;
  let start = 0;
  for (let at = joined.indexOf(wanted); at >= 0; at = joined.indexOf(wanted, start)) {
    for (let end = joined.indexOf(border, start); end >= 0 && end < at; end = joined.indexOf(border, start)) {
      place += 1;
      start = end + 1;
    }
    hit(place);
    const end = joined.indexOf(border, at);
    if (end < 0) return;
    place += 1;
    start = end + 1;
  }
}

/** What was found in the first so many blocks, which do not change. */
type Found = { ids: Ids; blocks: number };
const mostRemembered = 16;

/** Millions of texts in small letters, in which others are looked for. */
export class Texts {
  readonly #blocks: Block[] = [];
  #ids: number[] = [];
  #texts: string[] = [];
  #greatest = 0;
  readonly #remembered = new Map<string, Found>();

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
    const small = wanted.map((text) => text.toLowerCase()).toSorted();
    const { ids, blocks } = this.#remembered.get(small.join(border)) ?? { ids: new Uint8Array(0), blocks: 0 };
    const found = new Uint8Array(this.#greatest + 1);
    found.set(ids);
    const look = (own: ArrayLike<number>, joined: string): void => {
      for (const one of small) {
        if (one.includes(border)) continue;
        eachHolding(joined, one, (place) => {
          found[own[place] as number] = 1;
        });
      }
    };
    const fresh = this.#blocks.slice(blocks);
    // What is added meanwhile may pack these into a block, which is none of the fresh ones.
    const open = { ids: this.#ids, texts: this.#texts };
    for (const block of fresh) {
      if (!small.some((one) => mayHold(block, one))) continue;
      look(block.ids, zstdDecompressSync(block.packed).toString());
      await breathe();
    }
    this.#remember(small.join(border), { ids: found.slice(), blocks: blocks + fresh.length });
    if (open.ids.length > 0) look(open.ids, open.texts.join(border));
    return found;
  }

  /** A page asks the same for each of its figures, and its reader for the next page. */
  #remember(key: string, found: Found): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, found);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > mostRemembered && oldest !== undefined) this.#remembered.delete(oldest);
  }
}
