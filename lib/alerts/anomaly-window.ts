/** Sorts the first `count` of a few numbers in place. @returns their median, of an even number the upper one of two middles; NaN of none */
export function medianOf(values: Float64Array, count: number): number {
  for (let end = 1; end < count; end += 1) {
    const value = values[end] ?? 0;
    let place = end;
    for (; place > 0 && (values[place - 1] ?? 0) > value; place -= 1) values[place] = values[place - 1] ?? 0;
    values[place] = value;
  }
  return count === 0 ? Number.NaN : (values[count >> 1] ?? Number.NaN);
}

/** The median of the last `size` numbers: a ring of them, and the same numbers sorted. 16 bytes a number; to add takes O(log size), and moves memory. */
export class MedianWindow {
  readonly #ring: Float64Array;
  readonly #sorted: Float64Array;
  #count = 0;
  #next = 0;

  constructor(size: number) {
    this.#ring = new Float64Array(size);
    this.#sorted = new Float64Array(size);
  }

  /** Of an even number the upper one of two middles; NaN before the first. */
  get median(): number {
    return this.#count === 0 ? Number.NaN : (this.#sorted[this.#count >> 1] ?? Number.NaN);
  }

  get isFull(): boolean {
    return this.#count === this.#ring.length;
  }

  add(value: number): void {
    if (this.isFull) this.#remove(this.#ring[this.#next] ?? 0);
    const place = this.#placeOf(value);
    this.#sorted.copyWithin(place + 1, place, this.#count);
    this.#sorted[place] = value;
    this.#count += 1;
    this.#ring[this.#next] = value;
    this.#next = (this.#next + 1) % this.#ring.length;
  }

  #remove(value: number): void {
    const place = this.#placeOf(value);
    this.#sorted.copyWithin(place, place + 1, this.#count);
    this.#count -= 1;
  }

  /** The first place whose number is not below `value`. */
  #placeOf(value: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The mean of the last `size` numbers, summed anew each time: nothing that left the window lingers as a rounding error. */
export class MeanWindow {
  readonly #ring: Float64Array;
  #next = 0;

  constructor(size: number) {
    this.#ring = new Float64Array(size);
  }

  /** @returns the mean with this number in it; the numbers before the first are 0 */
  add(value: number): number {
    this.#ring[this.#next] = value;
    this.#next = (this.#next + 1) % this.#ring.length;
    let sum = 0;
    for (let place = 0; place < this.#ring.length; place += 1) sum += this.#ring[place] ?? 0;
    return sum / this.#ring.length;
  }
}
