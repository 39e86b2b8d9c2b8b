import type { Ids } from './clause.ts';

/** A page asks few, and each keeps what it came to of every chunk. */
const mostAsked = 8;

/** The least of the `limit` greatest counts; 0 where there are no more than those. Of a million, few are put in their place. */
function leastOfMost(counts: Float64Array, limit: number): number {
  const kept = new Float64Array(limit);
  for (const count of counts) {
    if (count <= (kept[0] ?? Number.POSITIVE_INFINITY)) continue;
    let place = 0;
    for (; place + 1 < limit && (kept[place + 1] as number) < count; place += 1) kept[place] = kept[place + 1] as number;
    kept[place] = count;
  }
  return kept[0] ?? 0;
}

/** What each word of a column says in one respect: a code for each id, and a text for each code. */
export class Attribute {
  readonly #values: string[] = [];
  readonly #codes = new Map<string, number>();
  #ofId = new Int32Array(1024).fill(-1);
  readonly #asked = new Map<string, Ids>();

  set(id: number, value: string): void {
    this.#asked.clear();
    if (id >= this.#ofId.length) {
      const larger = new Int32Array(Math.max(id + 1, 2 * this.#ofId.length)).fill(-1);
      larger.set(this.#ofId);
      this.#ofId = larger;
    }
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.#values.length;
      this.#values.push(value);
      this.#codes.set(value, code);
    }
    this.#ofId[id] = code;
  }

  has(id: number): boolean {
    return id < this.#ofId.length && (this.#ofId[id] as number) >= 0;
  }

  /** One more than the greatest id that there is room for. */
  get size(): number {
    return this.#ofId.length;
  }

  get values(): readonly string[] {
    return this.#values;
  }

  valueOf(id: number): string | undefined {
    return this.#values[this.#ofId[id] ?? -1];
  }

  /**
   * The ids whose text passes. Each text is looked at once; what a question came to is remembered, for each figure of a page asks it.
   * @param question says what `passes` does, and nothing else that may be asked
   */
  ids(question: string, passes: (value: string) => boolean): Ids {
    const known = this.#asked.get(question);
    if (known) return known;
    if (this.#asked.size >= mostAsked) this.#asked.clear();
    const ids = this.#find(passes);
    this.#asked.set(question, ids);
    return ids;
  }

  #find(passes: (value: string) => boolean): Ids {
    const codes = new Uint8Array(this.#values.length);
    for (let code = 0; code < codes.length; code += 1) codes[code] = passes(this.#values[code] as string) ? 1 : 0;
    const ids = new Uint8Array(this.#ofId.length);
    for (let id = 0; id < ids.length; id += 1) {
      const code = this.#ofId[id] as number;
      ids[id] = code < 0 ? 0 : (codes[code] as number);
    }
    return ids;
  }

  #byCode(byId: Uint32Array): Float64Array {
    const byCode = new Float64Array(this.#values.length);
    for (let id = 0; id < byId.length; id += 1) {
      const count = byId[id] as number;
      if (count === 0) continue;
      const code = this.#ofId[id] as number;
      byCode[code] = (byCode[code] as number) + count;
    }
    return byCode;
  }

  /** Counts by id as counts by text; texts of which there are none are left out. */
  counts(byId: Uint32Array): Map<string, number> {
    const counts = new Map<string, number>();
    this.#byCode(byId).forEach((count, code) => {
      if (count > 0) counts.set(this.#values[code] as string, count);
    });
    return counts;
  }

  /** The most frequent texts first, by the alphabet where they are as frequent. Of a million texts only those few are put in order. */
  most(byId: Uint32Array, limit: number): { value: string; count: number }[] {
    const byCode = this.#byCode(byId);
    const least = leastOfMost(byCode, limit);
    const kept: { value: string; count: number }[] = [];
    for (let code = 0; code < byCode.length; code += 1) {
      const count = byCode[code] as number;
      if (count > 0 && count >= least) kept.push({ value: this.#values[code] as string, count });
    }
    return kept.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, limit);
  }
}
