import { streamOf, uniform } from '#demo/scenario/random.ts';

const hexQuads = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));
const idLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const tokenLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A row of numbers that is the same for the same words: what each draw gives depends on how many came before it. */
export class Dice {
  readonly #stream: number;
  #drawn = 0;

  constructor(...words: readonly (string | number)[]) {
    this.#stream = streamOf(...words);
  }

  /** In (0, 1). */
  next(): number {
    this.#drawn += 1;
    return uniform(this.#stream, this.#drawn);
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** `quads` × 4 hexadecimal digits. */
  hex(quads: number): string {
    let text = '';
    for (let i = 0; i < quads; i += 1) text += hexQuads[this.below(65_536)];
    return text;
  }

  uuid(): string {
    return `${this.hex(2)}-${this.hex(1)}-4${this.hex(1).slice(1)}-a${this.hex(1).slice(1)}-${this.hex(3)}`;
  }

  /** As in an access key's or a principal's id. */
  id(length: number): string {
    return this.#letters(idLetters, length);
  }

  /** As in base64. */
  token(length: number): string {
    return this.#letters(tokenLetters, length);
  }

  #letters(letters: string, length: number): string {
    let text = '';
    for (let i = 0; i < length; i += 1) text += letters[this.below(letters.length)];
    return text;
  }
}

/** Draws places of a list by their weights. @returns a function from a number in (0, 1) to an index */
export function weighted(weights: readonly number[]): (share: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const bounds = Float64Array.from(weights, (weight) => {
    sum += weight / total;
    return sum;
  });
  return (share) => {
    let [low, high] = [0, bounds.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bounds[middle] as number) < share) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** The n-th of `count` comes n to the power of `steepness` times less often than the first. */
export const zipf = (count: number, steepness = 1): ((share: number) => number) =>
  weighted(Array.from({ length: count }, (_, n) => (n + 1) ** -steepness));
