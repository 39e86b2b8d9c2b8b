import type { Ids } from './clause.ts';

type Packed = { bits: Uint8Array; length: number };

function pack(ids: Ids): Packed {
  const bits = new Uint8Array(Math.ceil(ids.length / 8));
  for (let id = 0; id < ids.length; id += 1) if (ids[id] === 1) bits[id >> 3] = (bits[id >> 3] as number) | (1 << (id & 7));
  return { bits, length: ids.length };
}

function unpack({ bits, length }: Packed): Ids {
  const ids = new Uint8Array(length);
  for (let id = 0; id < length; id += 1) ids[id] = ((bits[id >> 3] as number) >> (id & 7)) & 1;
  return ids;
}

/**
 * Remembers ids by a key: those asked for last as they are, which is what searching needs, and more of them by a bit each. Ids of millions of words
 * take megabytes, and every team has its own.
 */
export class IdsMemory<About> {
  readonly #most: { open: number; packed: number };
  readonly #open = new Map<string, { ids: Ids; about: About }>();
  readonly #packed = new Map<string, Packed & { about: About }>();

  constructor(most: { open: number; packed: number }) {
    this.#most = most;
  }

  get(key: string): { ids: Ids; about: About } | undefined {
    const open = this.#open.get(key);
    const packed = this.#packed.get(key);
    const known = open ?? (packed && { ids: unpack(packed), about: packed.about });
    if (known) this.set(key, known);
    return known;
  }

  set(key: string, known: { ids: Ids; about: About }): void {
    this.#packed.delete(key);
    this.#open.delete(key);
    this.#open.set(key, known);
    const [oldest] = this.#open;
    if (!oldest || this.#open.size <= this.#most.open) return;
    this.#open.delete(oldest[0]);
    this.#packed.set(oldest[0], { ...pack(oldest[1].ids), about: oldest[1].about });
    const [first] = this.#packed.keys();
    if (first !== undefined && this.#packed.size > this.#most.packed) this.#packed.delete(first);
  }

  clear(): void {
    this.#open.clear();
    this.#packed.clear();
  }
}
