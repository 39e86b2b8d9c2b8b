import { zstdCompressSync } from 'node:zlib';
import { unzstd } from '../zstd.ts';
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

/** How far some texts were looked for: in which blocks, of which lists of ids, and what was found. */
type Quest = { small: readonly string[]; found: Uint8Array; hits: number; looked: Uint8Array; done: WeakSet<Int32Array> };
const nothing = new Uint8Array(0);
const mostRemembered = 6;

/** The bytes, with room for one more at a place. */
function roomFor<Numbers extends Uint8Array | Uint32Array>(numbers: Numbers, place: number): Numbers {
  if (place < numbers.length) return numbers;
  const larger = new (numbers.constructor as new (length: number) => Numbers)(Math.max(place + 1, 2 * numbers.length));
  larger.set(numbers);
  return larger;
}

/** Looks which of these ids' texts hold what is sought. @returns the ids that do; of ids that were not asked about, it may know nothing */
export type Seek = (ids: Int32Array) => Promise<Ids>;

/** Millions of texts in small letters, in which others are looked for. */
export class Texts {
  readonly #blocks: Block[] = [];
  #ids: number[] = [];
  #texts: string[] = [];
  /** Of each id, one more than its block; 0: it is not packed yet. */
  #blockOf = new Uint32Array(1024);
  /** Of lists of ids, where their texts lie, once all are packed. */
  readonly #settled = new WeakMap<Int32Array, Uint32Array>();
  readonly #remembered = new Map<string, Quest>();

  add(id: number, text: string): void {
    this.#ids.push(id);
    this.#texts.push(text.toLowerCase().replaceAll(border, ' '));
    if (this.#ids.length < blockTexts) return;
    this.#blocks.push(packBlock(this.#ids, this.#texts));
    for (const own of this.#ids) {
      this.#blockOf = roomFor(this.#blockOf, own);
      this.#blockOf[own] = this.#blocks.length;
    }
    this.#ids = [];
    this.#texts = [];
  }

  /** For ids whose texts hold one of these, whatever the size of their letters. `breathe` lets others have their turn. */
  seek(wanted: readonly string[], breathe: () => Promise<void>): Seek {
    const quest = this.#questOf(wanted.map((text) => text.toLowerCase()).toSorted());
    return async (ids) => {
      if (!quest.done.has(ids)) await this.#look(quest, ids, breathe);
      return quest.hits === 0 ? nothing : quest.found;
    };
  }

  /** So that the first who asks about these ids need not find where their texts lie. @returns whether it is known for good */
  settle(ids: Int32Array): boolean {
    this.#blocksOf(ids);
    return this.#settled.has(ids);
  }

  /** Where the texts of ids lie, ascending; 0 where some are not packed yet. */
  #blocksOf(ids: Int32Array): Uint32Array {
    const known = this.#settled.get(ids);
    if (known) return known;
    const isIn = new Uint8Array(this.#blocks.length + 1);
    for (const id of ids) isIn[this.#blockOf[id] ?? 0] = 1;
    const blocks = new Uint32Array(isIn.keys().filter((number) => isIn[number] === 1));
    if (isIn[0] === 0) this.#settled.set(ids, blocks);
    return blocks;
  }

  async #look(quest: Quest, ids: Int32Array, breathe: () => Promise<void>): Promise<void> {
    quest.found = roomFor(quest.found, ids.at(-1) ?? 0);
    // What is not packed yet goes first: when others had their turn it may be.
    for (const number of this.#blocksOf(ids)) {
      if (number > 0 && quest.looked[number] === 1) continue;
      this.#lookInto(quest, number);
      await breathe();
    }
    quest.done.add(ids);
  }

  #lookInto(quest: Quest, number: number): void {
    const block = this.#blocks[number - 1];
    const [ids, joined] = block ? [block.ids, this.#unpack(quest, block)] : [this.#ids, this.#texts.join(border)];
    for (const one of quest.small) {
      if (joined === null || ids.length === 0 || one.includes(border)) continue;
      eachHolding(joined, one, (place) => {
        const id = ids[place] as number;
        quest.found = roomFor(quest.found, id);
        quest.found[id] = 1;
        quest.hits += 1;
      });
    }
    if (!block) return;
    quest.looked = roomFor(quest.looked, number);
    quest.looked[number] = 1;
  }

  #unpack({ small }: Quest, block: Block): string | null {
    return small.some((one) => mayHold(block, one)) ? unzstd(block.packed).toString() : null;
  }

  /** A page asks the same for each of its figures, and its reader for the next page. */
  #questOf(small: readonly string[]): Quest {
    const key = small.join(border);
    const quest = this.#remembered.get(key) ?? {
      small,
      found: new Uint8Array(this.#blockOf.length),
      hits: 0,
      looked: new Uint8Array(this.#blocks.length + 1),
      done: new WeakSet(),
    };
    this.#remembered.delete(key);
    this.#remembered.set(key, quest);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > mostRemembered && oldest !== undefined) this.#remembered.delete(oldest);
    return quest;
  }
}
